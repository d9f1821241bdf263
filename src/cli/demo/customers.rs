//! Those who call: two hundred people with their numbers, as people write them.
//!
//! The numbers are those that the Bundesnetzagentur keeps for films: nobody is called by them.

use callcenter::core::Text;
use callcenter::http::clock::Clock;
use callcenter::http::customers::file::{Importer, Line, Run};
use callcenter::http::customers::{CustomerDraft, CustomersConfig, NumberConfig, NumberDraft, NumberKind};
use callcenter::http::{Problem, Site};

/// How many there are.
const COUNT: usize = 200;

const FIRST_NAMES: [&str; 25] = [
    "Ada", "Bruno", "Chloé", "Dmitri", "Emma", "Fatima", "Georg", "Hana", "Igor", "Julia", "Kofi", "Lena",
    "Mehmet", "Nadia", "Oskar", "Priya", "Quentin", "Rosa", "Stefan", "Tomoko", "Ulrike", "Viktor", "Wanda",
    "Yusuf", "Zoë",
];

const LAST_NAMES: [&str; 23] = [
    "Almeida",
    "Bauer",
    "Chen",
    "Dubois",
    "Eriksen",
    "Fischer",
    "García",
    "Hoffmann",
    "Ivanov",
    "Jansen",
    "Kowalska",
    "Larsen",
    "Müller",
    "Nowak",
    "Öztürk",
    "Petrov",
    "Quist",
    "Romano",
    "Schneider",
    "Tanaka",
    "Urban",
    "van den Berg",
    "Wójcik",
];

/// Firms that some of them call for.
const COMPANIES: [&str; 8] = [
    "Nordlicht Solar GmbH",
    "Bäckerei Krume",
    "Hafen & Sohn Spedition",
    "Praxis am Park",
    "Kaffeerösterei Elbe",
    "Studio Linde",
    "Fahrradhaus Speiche",
    "Zimmerei Eichblatt",
];

/// Cities: the area code, and what stands before the last three digits.
const CITIES: [(&str, &str, &str); 5] = [
    ("30", "23125", "Berlin"),
    ("40", "66969", "Hamburg"),
    ("69", "90009", "Frankfurt am Main"),
    ("89", "99998", "München"),
    ("221", "4710", "Köln"),
];

const NOTES: [&str; 4] = [
    "Prefers to be called back after four.",
    "Asked for a written offer in spring; has not answered yet.",
    "Hard of hearing: speak slowly.",
    "Pays by invoice, thirty days.",
];

/// How numbers are read where they live.
pub(super) fn config() -> CustomersConfig {
    let numbers = NumberConfig {
        region: Some("DE".to_owned()),
        area_code: Some("30".to_owned()),
        ..NumberConfig::default()
    };
    CustomersConfig { numbers, ..CustomersConfig::default() }
}

/// Puts them into the directory; who is there already stays.
pub(super) async fn make(site: &Site) -> Result<(), Problem> {
    let mut importer = Importer::new(site.customers.directory(), Run::Keep, Clock::Machine.now());
    for (line, n) in (2..).zip(0..COUNT) {
        importer.take(Line { line, said: Ok(draft(n)) }).await?;
    }
    let report = importer.finish().await?;
    match report.errors.first() {
        Some(error) => Err(Problem::Invalid { field: "customers", why: error.why.clone() }),
        None => Ok(()),
    }
}

/// Their numbers and names, as the trunk presents them when they call.
pub(super) fn callers() -> Vec<(Text, Text)> {
    let presented = |n: usize| {
        let (code, number) = if n.is_multiple_of(2) { mobile(n) } else { landline(n) };
        let number = match n / 2 % 4 {
            0 => format!("49{code}{number}"),
            1 => format!("+49{code}{number}"),
            2 => format!("0{code}{number}"),
            _ => format!("0049{code}{number}"),
        };
        // Some providers tell a name, most do not.
        let shown = if n.is_multiple_of(3) { name(n) } else { String::new() };
        (Text::from(number), Text::from(shown))
    };
    (0..COUNT).map(presented).collect()
}

fn name(n: usize) -> String {
    format!("{} {}", FIRST_NAMES[n % FIRST_NAMES.len()], LAST_NAMES[n % LAST_NAMES.len()])
}

/// Area code and number.
fn mobile(n: usize) -> (String, String) {
    ("171".to_owned(), format!("39200{:02}", n / 2 % 100))
}

fn landline(n: usize) -> (String, String) {
    let (code, stem, _) = CITIES[n % CITIES.len()];
    (code.to_owned(), format!("{stem}{:03}", 100 + n))
}

fn draft(n: usize) -> CustomerDraft {
    let (code, number) = landline(n);
    let landline = match n % 4 {
        0 => format!("+49 {code} {number}"),
        1 => format!("0{code}/{number}"),
        2 => format!("(0{code}) {number}"),
        _ => format!("0049 {code} {number}"),
    };
    let is_firm = n % 5 == 3;
    let kind = if is_firm { NumberKind::Work } else { NumberKind::Home };
    let mut numbers = vec![NumberDraft { kind, number: landline }];
    if n.is_multiple_of(2) {
        let (code, number) = mobile(n);
        let number = if n.is_multiple_of(4) {
            format!("+49 {code} {} {}", &number[..3], &number[3..])
        } else {
            format!("0{code}-{number}")
        };
        numbers.insert(0, NumberDraft { kind: NumberKind::Mobile, number });
    }
    let name = name(n);
    let mail: String = name
        .to_lowercase()
        .chars()
        .map(|letter| if letter == ' ' { '.' } else { letter })
        .filter(|letter| letter.is_ascii())
        .collect();
    let tag = ["private", "regular", "new", "vip"][if is_firm { 3 } else { n % 3 }];
    CustomerDraft {
        external_id: Some(format!("C-{:04}", 1_001 + n)),
        name,
        company: if is_firm { COMPANIES[n / 5 % COMPANIES.len()].to_owned() } else { String::new() },
        email: format!("{mail}@example.com"),
        address: format!("{} {}", CITIES[n % CITIES.len()].2, ["Nord", "Mitte", "Süd"][n % 3]),
        language: ["de", "en", "de", "fr", "de", "tr"][n % 6].to_owned(),
        status: ["active", "active", "prospect", "former"][n % 4].to_owned(),
        tags: vec![tag.to_owned()],
        note: if n % 6 == 1 { NOTES[n / 6 % NOTES.len()].to_owned() } else { String::new() },
        numbers,
        ..CustomerDraft::default()
    }
}
