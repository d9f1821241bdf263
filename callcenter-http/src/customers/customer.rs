//! A customer as the API has it, and as somebody writes one.

use callcenter_core::Timestamp;
use callcenter_store::{CustomerNumberRow, CustomerRow};
use serde::{Deserialize, Serialize};

use super::number::{Given, NUMBER_CHARACTERS_MAX, Numbers, tail};
use crate::clock::Utc;
use crate::problem::Problem;

/// Characters of a name, a firm, an id of another program.
pub const NAME_CHARACTERS_MAX: usize = 200;

/// Characters of a mail address. Source: RFC 5321, the path less its brackets.
pub const EMAIL_CHARACTERS_MAX: usize = 254;

/// Characters of a postal address.
pub const ADDRESS_CHARACTERS_MAX: usize = 1_000;

/// Characters of a note.
pub const NOTE_CHARACTERS_MAX: usize = 10_000;

/// Characters of a tag, and of a status.
pub const TAG_CHARACTERS_MAX: usize = 60;

/// Tags of a customer.
pub const TAGS_MAX: usize = 50;

/// Numbers of a customer.
pub const NUMBERS_MAX: usize = 20;

/// Characters of the name by which lists are ordered; an index takes no more.
const SORTED_CHARACTERS: usize = 100;

/// What a customer is to the house.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CustomerKind {
    /// A customer.
    #[default]
    Customer,
    /// Somebody who may become one.
    Lead,
    /// Somebody else whom agents call: a supplier, a colleague in another house.
    Contact,
}

/// What a number is for.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize, utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum NumberKind {
    /// A mobile phone.
    Mobile,
    /// At work.
    Work,
    /// At home.
    Home,
    /// A fax.
    Fax,
    /// An extension of this house.
    Extension,
    /// Something else, or nobody said.
    #[default]
    Other,
}

/// A customer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Customer {
    /// The customer's id.
    pub id: String,
    /// Counts the changes; the `ETag` is made of it.
    pub version: i64,
    /// What the customer is to the house.
    pub kind: CustomerKind,
    /// What another program calls the customer.
    pub external_id: Option<String>,
    /// The name; empty: only the firm is known.
    pub name: String,
    /// The firm; empty: none.
    pub company: String,
    /// The mail address; empty: none.
    pub email: String,
    /// The postal address, in lines; empty: none.
    pub address: String,
    /// The language, as `de` or `pt-BR`; empty: not known.
    pub language: String,
    /// How it stands with the customer, in the house's words; empty: nothing said.
    pub status: String,
    /// Words by which the house finds the customer.
    pub tags: Vec<String>,
    /// What everybody should know, in lines; empty: nothing.
    pub note: String,
    /// The numbers, the first one to be called first.
    pub numbers: Vec<CustomerNumber>,
    /// When the customer was put in.
    pub created_at: Utc,
    /// When it was last changed.
    pub changed_at: Utc,
}

/// A number of a customer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct CustomerNumber {
    /// What it is for.
    pub kind: NumberKind,
    /// As somebody wrote it.
    pub number: String,
    /// With its country; absent: none is known.
    pub e164: Option<String>,
}

/// A customer as somebody writes one. What is left out is empty.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct CustomerDraft {
    /// What the customer is to the house. Default: a customer.
    pub kind: CustomerKind,
    /// What another program calls the customer; nobody else may have it.
    #[schema(max_length = 200)]
    pub external_id: Option<String>,
    /// The name. A name or a firm must be there.
    #[schema(max_length = 200)]
    pub name: String,
    /// The firm.
    #[schema(max_length = 200)]
    pub company: String,
    /// The mail address.
    #[schema(max_length = 254)]
    pub email: String,
    /// The postal address, in lines.
    #[schema(max_length = 1000)]
    pub address: String,
    /// The language, as `de` or `pt-BR`.
    #[schema(max_length = 35)]
    pub language: String,
    /// How it stands with the customer, in the house's words.
    #[schema(max_length = 60)]
    pub status: String,
    /// Words by which the house finds the customer.
    #[schema(max_items = 50)]
    pub tags: Vec<String>,
    /// What everybody should know, in lines.
    #[schema(max_length = 10000)]
    pub note: String,
    /// The numbers, the first one to be called first.
    #[schema(max_items = 20)]
    pub numbers: Vec<NumberDraft>,
}

/// A number as somebody writes it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NumberDraft {
    /// What it is for.
    #[serde(default)]
    pub kind: NumberKind,
    /// The number, in any way.
    #[schema(max_length = 64)]
    pub number: String,
}

macro_rules! words {
    ($type:ident { $($name:ident = $word:literal,)* }) => {
        impl $type {
            /// As it is kept.
            pub(crate) fn as_str(self) -> &'static str {
                match self { $(Self::$name => $word,)* }
            }

            /// From what is kept; what is not understood is what is usual.
            pub(crate) fn of(word: &str) -> Self {
                match word { $($word => Self::$name,)* _ => Self::default() }
            }
        }
    };
}

words! { CustomerKind { Customer = "customer", Lead = "lead", Contact = "contact", } }
words! { NumberKind {
    Mobile = "mobile", Work = "work", Home = "home", Fax = "fax", Extension = "extension", Other = "other",
} }

/// Which part of a text may be broken into lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lines {
    One,
    Many,
}

/// A text as it may be kept, or what is wrong with it.
pub(crate) fn text(
    field: &'static str,
    given: &str,
    characters_max: usize,
    lines: Lines,
) -> Result<String, Problem> {
    let given = given.replace("\r\n", "\n");
    let given = given.trim();
    let wrong = |why: String| Err(Problem::Invalid { field, why });
    let length = given.chars().count();
    if length > characters_max {
        return wrong(format!("{length} characters are too many; at most {characters_max} are kept"));
    }
    let control = |sign: char| sign.is_control() && !(lines == Lines::Many && matches!(sign, '\n' | '\t'));
    if let Some(sign) = given.chars().find(|sign| control(*sign)) {
        return wrong(format!("the control character U+{:04X} is in it; leave it out", u32::from(sign)));
    }
    Ok(given.to_owned())
}

impl CustomerDraft {
    /// The same as it is kept: trimmed, no tag and no number twice.
    ///
    /// # Errors
    /// [`Problem::Invalid`] naming the field.
    pub(crate) fn checked(self, rules: &Numbers) -> Result<Self, Problem> {
        let one = |field, given: &str, most| text(field, given, most, Lines::One);
        let draft = Self {
            kind: self.kind,
            external_id: self
                .external_id
                .map(|id| one("external_id", &id, NAME_CHARACTERS_MAX))
                .transpose()?
                .filter(|id| !id.is_empty()),
            name: one("name", &self.name, NAME_CHARACTERS_MAX)?,
            company: one("company", &self.company, NAME_CHARACTERS_MAX)?,
            email: email(&self.email)?,
            address: text("address", &self.address, ADDRESS_CHARACTERS_MAX, Lines::Many)?,
            language: language(&self.language)?,
            status: one("status", &self.status, TAG_CHARACTERS_MAX)?,
            tags: tags(self.tags)?,
            note: text("note", &self.note, NOTE_CHARACTERS_MAX, Lines::Many)?,
            numbers: numbers(self.numbers, rules)?,
        };
        if draft.name.is_empty() && draft.company.is_empty() {
            let why = "a customer needs a name or a firm".to_owned();
            return Err(Problem::Invalid { field: "name", why });
        }
        Ok(draft)
    }

    /// Its row.
    pub(crate) fn row(
        &self,
        id: String,
        version: i64,
        created_at: Timestamp,
        changed_at: Timestamp,
    ) -> CustomerRow {
        let parts = [&self.name, &self.company, &self.email];
        let mut words = parts.map(|part| part.to_lowercase()).join("\n");
        words.push('\n');
        words.push_str(&self.external_id.as_deref().unwrap_or_default().to_lowercase());
        words.push('\n');
        words.push_str(&self.tags.join("\n").to_lowercase());
        let shown = if self.name.is_empty() { &self.company } else { &self.name };
        CustomerRow {
            id,
            version,
            kind: self.kind.as_str().to_owned(),
            external_id: self.external_id.clone(),
            name: self.name.clone(),
            company: self.company.clone(),
            email: self.email.clone(),
            address: self.address.clone(),
            language: self.language.clone(),
            status: self.status.clone(),
            tags: serde_json::to_string(&self.tags).expect("texts always serialise"),
            note: self.note.clone(),
            words,
            sorted_by: shown.to_lowercase().chars().take(SORTED_CHARACTERS).collect(),
            created_at,
            changed_at,
        }
    }

    /// The rows of its numbers.
    pub(crate) fn number_rows(&self, customer: &str, rules: &Numbers) -> Vec<CustomerNumberRow> {
        let rows = self.numbers.iter().zip(1..).map(|(number, n)| {
            let (e164, digits) = known(&number.number, rules);
            CustomerNumberRow {
                customer: customer.to_owned(),
                n,
                kind: number.kind.as_str().to_owned(),
                written: number.number.clone(),
                tail: tail(&digits).to_owned(),
                e164,
                digits,
            }
        });
        rows.collect()
    }
}

/// A number with its country if it has one, and its digits.
pub(crate) fn known(number: &str, rules: &Numbers) -> (Option<String>, String) {
    match rules.read(number) {
        Given::Number(telephone) => {
            let e164 = telephone.e164.into_iter().next();
            let digits =
                e164.as_ref().map_or(telephone.digits, |e164| e164.trim_start_matches('+').to_owned());
            (e164, digits)
        }
        Given::Extension(digits) => (None, digits),
        Given::Anonymous | Given::Other => (None, String::new()),
    }
}

fn email(given: &str) -> Result<String, Problem> {
    let email = text("email", given, EMAIL_CHARACTERS_MAX, Lines::One)?;
    let is_one = email.split_once('@').is_some_and(|(user, host)| {
        !user.is_empty() && !host.is_empty() && !host.contains('@') && !email.contains(char::is_whitespace)
    });
    if !email.is_empty() && !is_one {
        let why = "this is no mail address; write one as anna@example.com".to_owned();
        return Err(Problem::Invalid { field: "email", why });
    }
    Ok(email)
}

/// A language tag. Source: RFC 5646, its length in section 4.4.1.
fn language(given: &str) -> Result<String, Problem> {
    let language = text("language", given, 35, Lines::One)?;
    let is_one = language
        .split('-')
        .all(|part| (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric()));
    if !language.is_empty() && !is_one {
        let why = "this is no language; write one as `de` or `pt-BR`".to_owned();
        return Err(Problem::Invalid { field: "language", why });
    }
    Ok(language)
}

fn tags(given: Vec<String>) -> Result<Vec<String>, Problem> {
    let mut tags: Vec<String> = Vec::new();
    for tag in given {
        let tag = text("tags", &tag, TAG_CHARACTERS_MAX, Lines::One)?;
        if !tag.is_empty() && !tags.contains(&tag) {
            tags.push(tag);
        }
    }
    if tags.len() > TAGS_MAX {
        let why = format!("{} are too many; at most {TAGS_MAX} are kept", tags.len());
        return Err(Problem::Invalid { field: "tags", why });
    }
    Ok(tags)
}

fn numbers(given: Vec<NumberDraft>, rules: &Numbers) -> Result<Vec<NumberDraft>, Problem> {
    let wrong = |why| Err(Problem::Invalid { field: "numbers", why });
    let mut numbers: Vec<NumberDraft> = Vec::new();
    for NumberDraft { kind, number } in given {
        let number = text("numbers", &number, NUMBER_CHARACTERS_MAX, Lines::One)?;
        if number.is_empty() {
            continue;
        }
        let (e164, digits) = known(&number, rules);
        if digits.is_empty() {
            return wrong(format!("{number:?} is no number; write it with its country, as +49 30 1234567"));
        }
        let kind = if e164.is_none() && matches!(rules.read(&number), Given::Extension(_)) {
            NumberKind::Extension
        } else {
            kind
        };
        if numbers.iter().all(|own| known(&own.number, rules).1 != digits) {
            numbers.push(NumberDraft { kind, number });
        }
    }
    if numbers.len() > NUMBERS_MAX {
        return wrong(format!("{} are too many; at most {NUMBERS_MAX} are kept", numbers.len()));
    }
    Ok(numbers)
}

impl Customer {
    /// From its rows.
    pub(crate) fn of(row: CustomerRow, mut numbers: Vec<CustomerNumberRow>) -> Self {
        numbers.sort_by_key(|number| number.n);
        let numbers = numbers.into_iter().map(|number| CustomerNumber {
            kind: NumberKind::of(&number.kind),
            number: number.written,
            e164: number.e164,
        });
        Self {
            id: row.id,
            version: row.version,
            kind: CustomerKind::of(&row.kind),
            external_id: row.external_id,
            name: row.name,
            company: row.company,
            email: row.email,
            address: row.address,
            language: row.language,
            status: row.status,
            tags: serde_json::from_str(&row.tags).unwrap_or_default(),
            note: row.note,
            numbers: numbers.collect(),
            created_at: row.created_at.into(),
            changed_at: row.changed_at.into(),
        }
    }

    /// By what lists are ordered.
    pub(crate) fn sorted_by(&self) -> String {
        self.draft().row(String::new(), 0, self.created_at.0, self.changed_at.0).sorted_by
    }

    /// As somebody would have to write it to change nothing.
    pub(crate) fn draft(&self) -> CustomerDraft {
        let numbers = self.numbers.iter();
        CustomerDraft {
            kind: self.kind,
            external_id: self.external_id.clone(),
            name: self.name.clone(),
            company: self.company.clone(),
            email: self.email.clone(),
            address: self.address.clone(),
            language: self.language.clone(),
            status: self.status.clone(),
            tags: self.tags.clone(),
            note: self.note.clone(),
            numbers: numbers.map(|own| NumberDraft { kind: own.kind, number: own.number.clone() }).collect(),
        }
    }
}
