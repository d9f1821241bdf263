//! What concerns the agent that somebody is.

use serde_json::{Value, json};

use super::stage::{Stage, seq};
use callcenter_http::Role;

#[tokio::test]
async fn f_175_the_agent_whose_phone_rings_is_told_at_once_and_the_customers_card_follows() {
    let stage = Stage::obliging().await;
    let created = reqwest::Client::new()
        .post(format!("http://{}/api/customers", stage.address))
        .bearer_auth(stage.log_in(Role::Administrator, None))
        .json(&json!({"name": "Ada Almeida GmbH", "numbers": [{"number": "030 1234567"}]}))
        .send()
        .await
        .expect("it answers");
    assert!(created.status().is_success(), "{}", created.text().await.unwrap_or_default());

    let mut agent = stage.agent("1001").await;
    let mut colleague = stage.agent("1002").await;
    agent.subscribe(&["own"], None).await;
    colleague.subscribe(&["own"], None).await;
    let caller = stage.desk.engine().calls("0301234567", "Ada", "1001");
    agent.hear_until_mirror(|mirror| mirror.rows("own").len() == 1).await;
    let ring = agent.mirror.rows("own")[0].clone();
    assert_eq!((&ring["phone"], &ring["call"]["caller"]), (&json!("ringing"), &json!("0301234567")));
    assert!(ring["leg"].as_str().is_some_and(|leg| leg != caller), "it is the agent's leg");
    agent.hear_until_mirror(|mirror| mirror.rows("own")[0]["card"] != Value::Null).await;
    let card = &agent.mirror.rows("own")[0]["card"];
    assert_eq!(card["customer"]["name"], "Ada Almeida GmbH", "{card}");

    stage.desk.engine().answers("1001");
    agent.hear_until_mirror(|mirror| mirror.rows("own")[0]["phone"] == "in_call").await;
    // The card stays.
    assert_eq!(agent.mirror.rows("own")[0]["card"]["customer"]["name"], "Ada Almeida GmbH");
    stage.desk.engine().hangs_up(&caller);
    agent.hear_until_mirror(|mirror| mirror.rows("own").is_empty()).await;
    colleague.catch_up(seq(&stage.desk)).await;
    assert!(colleague.mirror.rows("own").is_empty());
}
