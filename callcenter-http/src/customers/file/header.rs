//! What the columns of a file are.

/// A field of a customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    ExternalId,
    Kind,
    Name,
    FirstName,
    LastName,
    Company,
    Email,
    Address,
    Street,
    Zip,
    City,
    Country,
    Language,
    Status,
    Tags,
    Note,
    Numbers,
    Phone,
    Mobile,
    Work,
    Home,
    Fax,
}

/// Names of columns, as programs and people write them, in small letters and without what is no letter.
const NAMES: &[(Field, &str, &[&str])] = &[
    (
        Field::ExternalId,
        "external_id",
        &["externalid", "id", "customerid", "customerno", "customernumber", "kundennummer", "kundennr"],
    ),
    (Field::Kind, "kind", &["kind", "type", "art"]),
    (Field::Name, "name", &["name", "fullname", "displayname", "contactname", "customername", "kundenname"]),
    (Field::FirstName, "first_name", &["firstname", "givenname", "vorname"]),
    (Field::LastName, "last_name", &["lastname", "surname", "familyname", "nachname"]),
    (Field::Company, "company", &["company", "companyname", "organization", "organisation", "firm", "firma"]),
    (Field::Email, "email", &["email", "emailaddress", "mail", "email1value"]),
    (Field::Address, "address", &["address", "postaladdress", "adresse", "anschrift"]),
    (Field::Street, "street", &["street", "address1", "strasse", "straße"]),
    (Field::Zip, "zip", &["zip", "zipcode", "postcode", "postalcode", "plz"]),
    (Field::City, "city", &["city", "town", "ort", "stadt"]),
    (Field::Country, "country", &["country", "land"]),
    (Field::Language, "language", &["language", "lang", "locale", "sprache"]),
    (Field::Status, "status", &["status", "stage", "leadstatus"]),
    (Field::Tags, "tags", &["tags", "labels", "groups", "gruppen", "schlagworte"]),
    (
        Field::Note,
        "note",
        &["note", "notes", "comment", "comments", "remarks", "notiz", "notizen", "bemerkung"],
    ),
    (Field::Numbers, "numbers", &["numbers"]),
    (
        Field::Phone,
        "phone",
        &[
            "phone",
            "telephone",
            "tel",
            "number",
            "phonenumber",
            "phone1",
            "phone2",
            "phone3",
            "telefon",
            "telefonnummer",
            "rufnummer",
        ],
    ),
    (Field::Mobile, "mobile", &["mobile", "mobilephone", "cell", "cellphone", "handy", "mobil"]),
    (Field::Work, "work", &["work", "workphone", "businessphone", "telefongeschäftlich"]),
    (Field::Home, "home", &["home", "homephone", "telefonprivat"]),
    (Field::Fax, "fax", &["fax", "faxnumber"]),
];

/// What the columns of a file are.
#[derive(Debug, Clone)]
pub struct Mapping {
    columns: Vec<(String, Option<Field>)>,
}

impl Mapping {
    /// Understands a header. `named` says for columns by name what they are: `Rufname:name,Durchwahl:phone`; `-` passes one
    /// over.
    ///
    /// # Errors
    /// A field that there is none of, a column that the file has not, or a header without any name or firm.
    pub fn new<'a>(header: impl IntoIterator<Item = &'a str>, named: &str) -> Result<Self, String> {
        let mut columns: Vec<(String, Option<Field>)> =
            header.into_iter().map(|name| (name.trim().to_owned(), field(name))).collect();
        for pair in named.split(',').map(str::trim).filter(|pair| !pair.is_empty()) {
            let (column, word) = pair.rsplit_once(':').ok_or_else(|| {
                format!("map: {pair:?} has no colon; write `column:field`, as `Rufname:name`")
            })?;
            let own = columns.iter_mut().find(|(name, _)| name.eq_ignore_ascii_case(column.trim()));
            let own = own.ok_or_else(|| format!("map: the file has no column {column:?}"))?;
            own.1 = match word.trim() {
                "-" => None,
                word => Some(of_word(word).ok_or_else(|| {
                    let all: Vec<_> = NAMES.iter().map(|(_, word, _)| *word).collect();
                    format!("map: there is no field {word:?}; there are {}", all.join(", "))
                })?),
            };
        }
        let has =
            |fields: &[Field]| columns.iter().any(|(_, own)| own.is_some_and(|own| fields.contains(&own)));
        if !has(&[Field::Name, Field::FirstName, Field::LastName, Field::Company]) {
            let there: Vec<_> = columns.iter().map(|(name, _)| name.as_str()).collect();
            return Err(format!(
                "no column is a name or a firm; the first line must have the columns' names, and has {there:?}. Say which is \
                 which with `map`, as `Rufname:name`"
            ));
        }
        Ok(Self { columns })
    }

    pub(super) fn field(&self, place: usize) -> Option<Field> {
        self.columns.get(place).and_then(|(_, field)| *field)
    }

    pub(super) fn width(&self) -> usize {
        self.columns.len()
    }

    /// What was understood, and what is passed over.
    pub(super) fn told(&self) -> (Vec<(String, String)>, Vec<String>) {
        let (mut known, mut ignored) = (Vec::new(), Vec::new());
        for (name, field) in &self.columns {
            match field.and_then(|field| NAMES.iter().find(|(own, ..)| *own == field)) {
                Some((_, word, _)) => known.push((name.clone(), (*word).to_owned())),
                None => ignored.push(name.clone()),
            }
        }
        (known, ignored)
    }
}

fn field(name: &str) -> Option<Field> {
    let bare: String = name.to_lowercase().chars().filter(|sign| sign.is_alphanumeric()).collect();
    NAMES.iter().find(|(_, _, names)| names.contains(&bare.as_str())).map(|(field, ..)| *field)
}

fn of_word(word: &str) -> Option<Field> {
    NAMES.iter().find(|(_, own, _)| *own == word).map(|(field, ..)| *field)
}
