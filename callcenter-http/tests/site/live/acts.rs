//! Acting over the socket.

use serde_json::json;

use super::stage::Stage;

#[tokio::test]
async fn f_033_a_call_is_controlled_over_the_socket_and_shown_as_the_switch_reports_it() {
    let stage = Stage::obliging().await;
    let mut agent = stage.agent("1001").await;
    agent.subscribe(&["calls"], None).await;
    stage.desk.engine().talks_with("1001");
    agent.hear_until_mirror(|mirror| mirror.rows("calls").len() == 1).await;
    let call = agent.mirror.rows("calls")[0]["id"].clone();
    agent.say(&json!({"id": 7, "do": "hangup", "call": call})).await;
    let answer = agent.hear_until(|message| message["type"] == "answer").await;
    assert_eq!((&answer["id"], &answer["ok"]["outcome"]), (&json!(7), &json!("done")), "{answer}");
    agent.hear_until_mirror(|mirror| mirror.rows("calls").is_empty()).await;
}

#[tokio::test]
async fn what_cannot_be_done_is_answered_with_a_problem_under_its_id() {
    let stage = Stage::obliging().await;
    stage.desk.engine().talks_with("1002");
    let mut supervisor = stage.supervisor().await;
    supervisor.subscribe(&["calls"], None).await;
    let call = supervisor.mirror.rows("calls")[0]["id"].clone();
    let mut agent = stage.agent("1001").await;
    let wrong = [
        (json!({"id": "a", "do": "hangup", "call": call}), 403),
        (json!({"id": "b", "do": "hangup", "call": "nothing"}), 404),
        (json!({"id": "c", "do": "explode"}), 400),
        (json!({"id": "d"}), 400),
        (json!({"id": "e", "do": "subscribe", "topics": ["weather"]}), 400),
        (json!({"id": "f", "do": "subscribe", "topics": ["calls"], "sinse": 1}), 400),
        (json!({"id": "g", "do": "unsubscribe", "topics": ["calls"], "since": {"epoch": 1, "seq": 1}}), 400),
    ];
    for (message, status) in wrong {
        agent.say(&message).await;
        let answer = agent.hear_until(|message| message["type"] == "answer").await;
        assert_eq!(answer["id"], message["id"]);
        assert_eq!(answer["problem"]["status"], status, "{message}: {answer}");
        assert_eq!(answer["ok"], json!(null));
    }
}
