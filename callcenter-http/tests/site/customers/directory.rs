use callcenter_http::Role;
use callcenter_http::customers::CustomersConfig;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use super::{House, told};

fn anna() -> Value {
    json!({
        "name": "Anna Schmidt", "company": "Müller & Söhne", "email": "anna@example.com", "external_id": "K-17",
        "language": "de", "status": "gold", "tags": ["vip"], "note": "calls\non Mondays",
        "numbers": [{"number": "030 / 123 45 67", "kind": "work"}, {"number": "+43 1 58858"}, {"number": "4711"}],
    })
}

#[tokio::test]
async fn f_259_a_customer_is_kept_changed_and_deleted() {
    let house = House::start().await;
    let created = house.post("/api/customers", &anna()).await;
    let path = format!("/api/customers/{}", created["id"].as_str().expect("an id"));
    assert_eq!(created["numbers"][0]["e164"], "+49301234567");
    assert_eq!(created["numbers"][2]["kind"], "extension");

    let answer = house.ask(Role::Agent, Method::GET, &path).send().await.expect("it answers");
    assert_eq!(answer.headers()["etag"], "\"1\"");
    assert_eq!(answer.json::<Value>().await.expect("JSON"), created);

    let mut other = anna();
    other["status"] = json!("platinum");
    let put = |tag: &'static str| {
        house.ask(Role::Supervisor, Method::PUT, &path).header("If-Match", tag).json(&other)
    };
    assert_eq!(told(put("\"7\"")).await.0, StatusCode::PRECONDITION_FAILED);
    let (status, changed) = told(put("\"1\"")).await;
    assert_eq!(
        (status, &changed["status"], &changed["version"]),
        (StatusCode::OK, &json!("platinum"), &json!(2))
    );
    assert_eq!(changed["created_at"], created["created_at"]);

    let note =
        |role| house.ask(role, Method::PUT, &format!("{path}/note")).json(&json!({"note": "was rude"}));
    let (status, noted) = told(note(Role::Agent)).await;
    assert_eq!(
        (status, &noted["note"], &noted["numbers"]),
        (StatusCode::OK, &json!("was rude"), &created["numbers"])
    );

    assert_eq!(told(house.ask(Role::Supervisor, Method::DELETE, &path)).await.0, StatusCode::FORBIDDEN);
    assert_eq!(told(house.ask(Role::Agent, Method::PUT, &path).json(&other)).await.0, StatusCode::FORBIDDEN);
    assert_eq!(told(house.ask(Role::Administrator, Method::DELETE, &path)).await.0, StatusCode::NO_CONTENT);
    assert_eq!(house.get(Role::Agent, &path).await.0, StatusCode::NOT_FOUND);
    let (_, lookup) = house.get(Role::Agent, "/api/customers/lookup?number=0301234567").await;
    assert_eq!(lookup["items"], json!([]));
}

#[tokio::test]
async fn a_customer_that_cannot_be_is_refused_with_the_field() {
    let house = House::start().await;
    house.post("/api/customers", &anna()).await;
    for (field, value, why) in [
        ("name", json!(""), None),
        ("name", json!("x".repeat(201)), Some("name")),
        ("name", json!("Anna\u{7}"), Some("name")),
        ("email", json!("anna"), Some("email")),
        ("language", json!("Deutsch!"), Some("language")),
        ("numbers", json!([{"number": "call me"}]), Some("numbers")),
        (
            "numbers",
            json!((0..21).map(|n| json!({"number": format!("+4930123450{n:02}")})).collect::<Vec<_>>()),
            Some("numbers"),
        ),
        ("tags", json!((0..51).map(|n| n.to_string()).collect::<Vec<_>>()), Some("tags")),
        ("surname", json!("x"), Some("surname")),
    ] {
        let mut draft = anna();
        draft["external_id"] = Value::Null;
        draft[field] = value;
        let (status, answer) =
            told(house.ask(Role::Supervisor, Method::POST, "/api/customers").json(&draft)).await;
        match why {
            // The firm is a name as well.
            None => assert_eq!(status, StatusCode::CREATED, "{answer}"),
            Some(why) => {
                assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{answer}");
                assert!(answer["detail"].as_str().is_some_and(|detail| detail.contains(why)), "{answer}");
            }
        }
    }
    let again = told(house.ask(Role::Supervisor, Method::POST, "/api/customers").json(&anna())).await;
    assert_eq!(again.0, StatusCode::CONFLICT, "{}", again.1);
}

#[tokio::test]
async fn f_267_customers_are_found_by_name_firm_and_any_form_of_a_number() {
    let house = House::start().await;
    house.post("/api/customers", &anna()).await;
    house
        .post("/api/customers", &json!({"name": "Bertha 100%", "numbers": [{"number": "+49 89 7654321"}]}))
        .await;
    let names = async |question: &str| -> Vec<String> {
        let (status, page) = house.get(Role::Agent, &format!("/api/customers?{question}")).await;
        assert_eq!(status, StatusCode::OK, "{page}");
        let items = page["items"].as_array().expect("a list").clone();
        items.iter().map(|item| item["name"].as_str().expect("a name").to_owned()).collect()
    };
    for question in [
        "q=schmidt",
        "q=ANNA%20M%C3%9CLLER",
        "q=s%C3%B6hne",
        "q=k-17",
        "q=030%20123%2045%2067",
        "q=4930123",
        "q=%2B4930",
        "q=12345",
        "tag=vip",
        "q=vip",
    ] {
        assert_eq!(names(question).await, ["Anna Schmidt"], "{question}");
    }
    assert_eq!(names("q=100%25").await, ["Bertha 100%"]);
    assert_eq!(names("q=anna%20bertha").await, [""; 0]);
    assert_eq!(names("kind=lead").await, [""; 0]);
    assert_eq!(names("").await, ["Anna Schmidt", "Bertha 100%"]);
}

#[tokio::test]
async fn pages_of_customers_have_everybody_once() {
    let house = House::start().await;
    for n in 0..7 {
        // Some share a name.
        house.post("/api/customers", &json!({"name": format!("Anna {}", n / 3)})).await;
    }
    let mut seen = Vec::new();
    let mut next = String::new();
    loop {
        let (_, page) = house.get(Role::Agent, &format!("/api/customers?limit=2{next}")).await;
        seen.extend(page["items"].as_array().expect("a list").iter().map(|item| item["id"].to_string()));
        let Some(cursor) = page["next"].as_str() else { break };
        next = format!("&cursor={cursor}");
    }
    assert_eq!(seen.len(), 7);
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), 7);
    for question in ["limit=0", "limit=501", "cursor=x"] {
        let (status, _) = house.get(Role::Agent, &format!("/api/customers?{question}")).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{question}");
    }
}

#[tokio::test]
async fn a_number_leads_to_its_customer_in_whatever_form_it_comes() {
    let house = House::start().await;
    house.post("/api/customers", &anna()).await;
    let lookup = async |number: &str| {
        let (status, found) = house.get(Role::Agent, &format!("/api/customers/lookup?number={number}")).await;
        assert_eq!(status, StatusCode::OK, "{found}");
        found
    };
    for number in [
        "%2B49301234567",
        "0049301234567",
        "0301234567",
        "1234567",
        "(030)%20123-4567",
        "sip:%2B49301234567@trunk",
        "4711",
        "0043158858",
    ] {
        let found = lookup(number).await;
        assert_eq!(found["items"][0]["customer"]["name"], "Anna Schmidt", "{number}: {found}");
        assert_eq!(found["items"][0]["sureness"], "exact", "{number}");
        assert_eq!(found["card"]["found"], "customer", "{number}");
    }
    for number in ["0891234567", "%2B43301234567", "471", "0301234568"] {
        let found = lookup(number).await;
        assert_eq!(
            (&found["items"], &found["card"]["found"]),
            (&json!([]), &json!("not_found")),
            "{number}: {found}"
        );
    }
    assert_eq!(lookup("anonymous").await["card"]["found"], "anonymous");
    let (status, _) =
        house.get(Role::Agent, &format!("/api/customers/lookup?number={}", "1".repeat(65))).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn without_a_country_the_last_seven_digits_decide() {
    let house = House::with(CustomersConfig::default()).await;
    house.post("/api/customers", &json!({"name": "Anna", "numbers": [{"number": "+49 30 1234567"}]})).await;
    house.post("/api/customers", &json!({"name": "Bertha", "numbers": [{"number": "089 1234567"}]})).await;
    let (_, found) = house.get(Role::Agent, "/api/customers/lookup?number=0301234567").await;
    assert_eq!(found["items"][0]["customer"]["name"], "Anna", "{found}");
    assert_eq!(found["items"][0]["sureness"], "last_digits");
    assert_eq!(found["items"].as_array().map(Vec::len), Some(1), "Bertha has another area code");
    let (_, both) = house.get(Role::Agent, "/api/customers/lookup?number=1234567").await;
    assert_eq!(both["items"].as_array().map(Vec::len), Some(2), "{both}");
}

#[tokio::test]
async fn f_030_f_163_f_273_contacts_are_colleagues_and_customers() {
    let house = House::start().await;
    house.post("/api/customers", &anna()).await;
    let (status, all) = house.get(Role::Agent, "/api/contacts").await;
    assert_eq!(status, StatusCode::OK, "{all}");
    let items = all["items"].as_array().expect("a list");
    let of = |number: &str| items.iter().find(|item| item["number"] == number).expect(number);
    assert_eq!((&of("1001")["kind"], &of("1001")["available"]), (&json!("agent"), &json!(true)));
    assert!(of("1001")["name"].as_str().is_some_and(|name| !name.is_empty()));
    assert_eq!(of("1090")["kind"], "extension");
    for number in ["+49301234567", "+43158858", "4711"] {
        assert_eq!(of(number)["kind"], "customer");
    }
    let (_, agents) = house.get(Role::Agent, "/api/contacts?q=1001").await;
    assert_eq!(agents["items"].as_array().map(Vec::len), Some(1), "{agents}");
    house.served.desk.talks_with("1001");
    let (_, agents) = house.get(Role::Agent, "/api/contacts?q=1001").await;
    assert_eq!(agents["items"][0]["available"], false);
    let (_, found) = house.get(Role::Agent, "/api/contacts?q=schmidt&limit=1").await;
    assert_eq!(found["items"].as_array().map(Vec::len), Some(1));
    assert_eq!(found["items"][0]["company"], "Müller & Söhne");
}
