use callcenter_http::Role;
use reqwest::StatusCode;
use serde_json::json;

use super::House;

#[tokio::test]
async fn f_234_a_customer_is_told_by_id_foreign_id_or_number() {
    let house = House::start().await;
    let draft = json!({"name": "Anna", "external_id": "K 17", "numbers": [{"number": "030 1234567"}]});
    let created = house.post("/api/customers", &draft).await;
    for id in [created["id"].as_str().expect("an id"), "K%2017", "0301234567", "%2B49301234567"] {
        let (status, told) = house.get(Role::Agent, &format!("/call-center/api/customer/{id}")).await;
        assert_eq!((status, &told["customer"]), (StatusCode::OK, &created), "{id}: {told}");
        assert_eq!(told["card"]["customer"]["name"], "Anna");
    }
    for id in ["K18", "0301234568", "anonymous"] {
        let (status, _) = house.get(Role::Agent, &format!("/call-center/api/customer/{id}")).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{id}");
    }
}
