use callcenter_http::Role;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use super::{House, told};

async fn import(house: &House, query: &str, file: &str) -> (StatusCode, Value) {
    let path = format!("/api/customers/import{query}");
    told(house.ask(Role::Administrator, Method::POST, &path).body(file.to_owned())).await
}

const FILE: &str = "Kundennummer;Vorname;Nachname;Firma;E-Mail;Telefon;Handy;Farbe\r\n\
    K1;Anna;Schmidt;\"Müller; Söhne\";anna@example.com;030 1234567;;blau\r\n\
    K2;Bertha;;;;;0176 12345678;\r\n\
    ;;;;;;;\r\n\
    K3;;;;nobody;;;\r\n\
    ;Claas;Berg;;;call me;;\r\n";

#[tokio::test]
async fn customers_come_from_a_file_and_the_same_file_again_changes_nothing() {
    let house = House::start().await;
    let (status, dry) = import(&house, "?dry_run=true", FILE).await;
    assert_eq!(status, StatusCode::OK, "{dry}");
    assert_eq!(
        (&dry["created"], &dry["failed"], &dry["dry_run"]),
        (&json!(2), &json!(2), &json!(true)),
        "{dry}"
    );
    assert_eq!(house.get(Role::Agent, "/api/customers").await.1["items"], json!([]));

    let (_, report) = import(&house, "", FILE).await;
    assert_eq!(
        (&report["lines"], &report["created"], &report["ignored"]),
        (&json!(4), &json!(2), &json!(["Farbe"])),
        "{report}"
    );
    let lines: Vec<_> =
        report["errors"].as_array().expect("a list").iter().map(|error| error["line"].clone()).collect();
    assert_eq!(lines, [5, 6], "{report}");
    let (_, found) = house.get(Role::Agent, "/api/customers/lookup?number=%2B49301234567").await;
    assert_eq!(found["items"][0]["customer"]["company"], "Müller; Söhne", "{found}");

    let (_, again) = import(&house, "", FILE).await;
    assert_eq!(
        (&again["created"], &again["changed"], &again["unchanged"]),
        (&json!(0), &json!(0), &json!(2)),
        "{again}"
    );

    let more = "id,name,phone,tags\nK1,Anna Schmidt-Berg,+43 1 58858,vip|new\n,Bertha B.,+49 176 12345678,\n";
    let (_, changed) = import(&house, "", more).await;
    assert_eq!((&changed["changed"], &changed["created"]), (&json!(2), &json!(0)), "{changed}");
    let (_, anna) = house.get(Role::Agent, "/call-center/api/customer/K1").await;
    assert_eq!(
        (&anna["customer"]["name"], &anna["customer"]["tags"]),
        (&json!("Anna Schmidt-Berg"), &json!(["vip", "new"]))
    );
    assert_eq!(anna["customer"]["numbers"].as_array().map(Vec::len), Some(2));
}

#[tokio::test]
async fn a_file_that_cannot_be_read_is_refused_with_what_to_do() {
    let house = House::start().await;
    for (query, file, why) in [
        ("", "", "empty"),
        ("", "colour;size\nblue;7\n", "no column is a name"),
        ("?map=colour:surname", "name,colour\na,b\n", "no field"),
        ("?map=hue:name", "name,colour\na,b\n", "no column"),
    ] {
        let (status, problem) = import(&house, query, file).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{problem}");
        assert!(problem["detail"].as_str().is_some_and(|detail| detail.contains(why)), "{problem}");
    }
    let (_, mapped) = import(&house, "?map=colour:name,size:-", "colour;size\nblue;7\n").await;
    assert_eq!(mapped["created"], 1, "{mapped}");
    let broken = house
        .ask(Role::Administrator, Method::POST, "/api/customers/import")
        .body(b"name\nM\xfcller\n".to_vec());
    let (_, report) = told(broken).await;
    assert!(report["errors"][0]["why"].as_str().is_some_and(|why| why.contains("UTF-8")), "{report}");
    for role in [Role::Agent, Role::Supervisor] {
        let (status, _) = told(house.ask(role, Method::POST, "/api/customers/import").body(FILE)).await;
        assert_eq!(status, StatusCode::FORBIDDEN);
    }
}

#[tokio::test]
async fn a_number_that_two_share_is_no_name_and_dry_runs_see_whole_files() {
    let house = House::start().await;
    let mut file = "id,name,phone\n".to_owned();
    for n in 0..1_200 {
        // The second half says the first half again.
        file.push_str(&format!("C{},Customer {},+4930100{:04}\n", n % 600, n % 600, n % 600));
    }
    let (_, dry) = import(&house, "?dry_run=true", &file).await;
    assert_eq!((&dry["created"], &dry["unchanged"]), (&json!(600), &json!(600)), "{dry}");
    let (_, kept) = import(&house, "", &file).await;
    assert_eq!((&kept["created"], &kept["unchanged"]), (&json!(600), &json!(600)), "{kept}");
    let shared = "id,name,phone\nD1,One,+493012345670\nD2,Two,+493012345670\n,Three,+493012345670\n";
    let (_, report) = import(&house, "", shared).await;
    assert_eq!((&report["created"], &report["failed"]), (&json!(2), &json!(1)), "{report}");
}

#[tokio::test]
async fn an_export_begins_no_formula_and_is_taken_again() {
    let house = House::start().await;
    let draft = json!({"name": "=HYPERLINK(\"http://x\")", "company": "@A; \"B\"", "address": "Street 1\n10115 Berlin",
        "tags": ["vip"], "numbers": [{"number": "+49 30 1234567", "kind": "mobile"}, {"number": "4711"}], "external_id": "-1"});
    let created = house.post("/api/customers", &draft).await;
    let answer = house
        .ask(Role::Administrator, Method::GET, "/api/customers/export")
        .send()
        .await
        .expect("it answers");
    assert_eq!(answer.headers()["content-type"], "text/csv; charset=utf-8");
    let file = answer.text().await.expect("a text");
    for cell in file.split(['\n', ',', ';', '"']) {
        assert!(!cell.starts_with(['=', '@', '-', '+']), "{file}");
    }
    let (_, again) = import(&house, "", &file).await;
    assert_eq!((&again["unchanged"], &again["failed"]), (&json!(1), &json!(0)), "{again}");
    let path = format!("/api/customers/{}", created["id"].as_str().expect("an id"));
    assert_eq!(told(house.ask(Role::Administrator, Method::DELETE, &path)).await.0, StatusCode::NO_CONTENT);
    import(&house, "", &file).await;
    let (_, page) = house.get(Role::Agent, "/api/customers").await;
    let mut back = page["items"][0].clone();
    for field in ["id", "created_at", "changed_at"] {
        back[field] = created[field].clone();
    }
    assert_eq!(back, created);
}
