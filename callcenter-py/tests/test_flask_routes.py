"""Each route of the Flask module, asked as its clients ask, at a call center in which people do what they are told."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any, Callable, Iterator, List, Tuple

import pytest

pytest.importorskip("flask_limiter")

from callcenter.testing import Simulator
from flask_house import PATIENCE_S, House, is_problem


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with Simulator(still=True) as switch, House(tmp_path, switch) as made:
        made.alone("1001")
        yield made


def test_f_223_f_224_an_agent_logs_in_by_sip_credentials_and_out_again(house: House) -> None:
    house.calls.live.sign_out("1001")
    agent = house.browser()
    login = {
        "agent_id": "1001",
        "name": "Anna",
        "sip_username": "1001",
        "sip_password": "s3cret-of-1001",
        "sip_domain": "",
        "extension": "1001",
        "queues": ["sales"],
        "remember": True,
    }
    status, told = agent.post("agent/login", **login)
    assert status == 200, told
    assert told["success"] is True and told["agent"]["status"] == "ready"
    assert told["answer"]["outcome"] == "done" and told["answer"]["evidence"] == "reported"
    assert "s3cret" not in str(told), "the password is given back by nothing"
    assert [member["queue"] for member in house.calls.live.agent("1001")["queues"]] == ["sales"]
    status, told = agent.post("agent/logout")
    assert (status, told["agent"]["status"]) == (200, "logged_out")
    assert not house.calls.live.agent("1001")["queues"]
    assert is_problem(agent.get("agent/status")[1], 401, "not-logged-in"), "the session is over"


def test_answers_have_the_fields_of_the_servers(house: House) -> None:
    """Those of callcenter-http/src/routes/call_center.rs and what it shows of an agent."""
    agent = house.agent()
    _, call = house.rings(agent)
    status, told = agent.post("call/answer")
    assert status == 200 and set(told) == {"success", "message", "answer", "agent"}
    assert set(told["answer"]) == {"outcome", "evidence", "message", "call_id", "linkedid"}
    assert set(told["agent"]) == {"agent_id", "status", "reason", "time_in_state_s", "agent"}
    fields = "agent name activity reason since wrap_up_until queues device contact reachable call"
    assert set(told["agent"]["agent"]) == set(fields.split())
    assert set(call) == {"id", "leg", "number", "name", "queue", "status", "since"}
    members = "queue interface device membership since penalty paused reason pause_since"
    assert all(set(member) == set(members.split()) for member in told["agent"]["agent"]["queues"])
    assert set(agent.post("call/ringing")[1]) == {"success", "confirmed", "divergence", "agent"}
    assert agent.post("agent/logout")[1]["agent"]["status"] in ("logged_out", "on_call")


def test_f_223_wrong_credentials_are_refused_and_not_told_apart(house: House) -> None:
    tries = [
        {"agent_id": "1001", "sip_password": "wrong"},
        {"agent_id": "1001", "sip_password": ""},
        {"agent_id": "1001"},
        {"agent_id": "1001", "sip_username": "1002", "sip_password": "s3cret-of-1001"},
        {"agent_id": "nobody", "sip_password": "s3cret-of-1001"},
        {"agent_id": "' OR 1=1 --", "sip_password": "x"},
    ]
    told = [house.browser().post("agent/login", **each) for each in tries]
    assert {status for status, _ in told} == {401}
    assert len({str(body) for _, body in told}) == 1, "nothing tells which part was wrong"
    status, body = house.browser().post("agent/login", sip_password="x")
    assert status == 422 and is_problem(body, 422, "invalid")


def test_f_040_a_sip_domain_is_one_of_the_list(tmp_path: Path) -> None:
    with Simulator(still=True) as switch, House(tmp_path, switch, CALLCENTER_SIP_DOMAINS="pbx.example, voice.example") as house:
        login = {"agent_id": "1001", "sip_password": "s3cret-of-1001"}
        status, told = house.browser().post("agent/login", sip_domain="evil.example", **login)
        assert status == 403 and is_problem(told, 403, "forbidden") and "CALLCENTER_SIP_DOMAINS" in told["detail"]
        assert house.browser().post("agent/login", sip_domain="PBX.example", **login)[0] == 200


def test_f_223_queues_come_from_the_login_the_agent_or_the_settings(house: House) -> None:
    house.calls.live.sign_out("1001")
    house.agent(queues=["support"])
    assert [member["queue"] for member in house.calls.live.agent("1001")["queues"]] == ["support"]
    house.calls.live.sign_out("1001")
    house.calls.add_agent("1001", queues=["billing", "sales"])
    house.agent()
    assert {member["queue"] for member in house.calls.live.agent("1001")["queues"]} == {"billing", "sales"}


def test_f_223_without_any_queue_the_login_says_what_to_do(tmp_path: Path) -> None:
    with Simulator(still=True) as switch, House(tmp_path, switch, CALLCENTER_QUEUES="") as house:
        house.calls.live.sign_out("1001")
        status, told = house.browser().post("agent/login", agent_id="1001", sip_password="s3cret-of-1001")
        assert status == 422 and "CALLCENTER_QUEUES" in told["detail"]


def test_f_223_a_queue_that_the_switch_does_not_have_is_refused_in_words(house: House) -> None:
    status, told = house.browser().post("agent/login", agent_id="1001", sip_password="s3cret-of-1001", queues=["nowhere"])
    assert status == 409 and is_problem(told, 409, "refused")


def test_f_225_f_226_f_227_ready_not_ready_with_a_reason_and_the_time_in_it(house: House) -> None:
    agent = house.agent()
    status, told = agent.post("agent/not-ready", reason="Lunch")
    assert status == 200, told
    stands = house.until(lambda: (now := agent.get("agent/status")[1])["status"] == "not_ready" and now)
    assert stands["agent_id"] == "1001" and stands["reason"] == "Lunch"
    assert isinstance(stands["time_in_state_s"], float) and 0 <= stands["time_in_state_s"] < 60
    assert stands["agent"]["activity"] == "paused" and stands["agent"]["since"].endswith("Z")
    assert all(member["paused"] and member["reason"] == "Lunch" for member in stands["agent"]["queues"])
    status, told = agent.post("agent/ready")
    assert status == 200, told
    assert house.until(lambda: agent.get("agent/status")[1]["status"] == "ready")


def test_f_227_the_state_of_another_agent_is_a_supervisors_to_see(house: House) -> None:
    agent = house.agent()
    status, told = agent.get("agent/status?agent_id=1002")
    assert status == 403 and is_problem(told, 403, "forbidden")
    assert agent.post("agent/not-ready", agent_id="1002")[0] == 403
    assert agent.get("agents")[0] == 403


def test_f_228_what_a_browser_says_that_rings_is_a_hint_and_a_divergence_is_shown(house: House) -> None:
    agent = house.agent()
    status, hint = agent.post("call/ringing", call_id="sip-0")
    assert (status, hint["confirmed"]) == (200, False)
    assert hint["divergence"] == "the switch knows of no call at this phone"
    _, call = house.rings(agent)
    assert agent.post("call/ringing", caller_number="+49 176 1234567")[1]["confirmed"] is True
    _, hint = agent.post("call/ringing", caller_number="030 555")
    assert "491761234567" in hint["divergence"] and hint["success"] is True
    _, hint = agent.post("call/ringing", call_id=call["id"], caller_number="0176/1234567")
    assert hint["confirmed"] is True and hint["divergence"] == ""
    # The browser has a name of its own for the call: from here on it is known by it.
    assert agent.post("call/ringing", call_id="sip-1")[1]["confirmed"] is True
    assert agent.post("call/answer", call_id="sip-1")[0] == 200
    assert house.until(lambda: agent.call_if("on_call"))
    _, hint = agent.post("call/ringing", call_id="sip-1")
    assert hint["confirmed"] is False and "already" in hint["divergence"] and hint["agent"]["status"] == "on_call"
    written = [row for row in house.rows("cc_agent_activities") if row["activity_type"] == "divergence"]
    assert [row["detail"] for row in written] == [
        "the switch knows of no call at this phone",
        "the switch says that the number is 491761234567",
        f"the switch says that the phone is in call {call['id']} already",
    ]
    assert house.until(lambda: any(row["callcenter_id"] == call["id"] and row["client_call_id"] == "sip-1" for row in house.rows("cc_calls")))


def test_f_228_nothing_follows_from_a_hint(house: House) -> None:
    agent = house.agent()
    before = house.calls.live.state_hash()
    agent.post("call/ringing", call_id="sip-9", caller_number="<script>alert(1)</script>")
    assert house.calls.live.state_hash() == before and house.calls.live.calls() == []


def test_f_229_an_answer_is_asked_of_the_phone_and_the_switch_says_that_it_is_done(house: House) -> None:
    agent = house.agent()
    _, call = house.rings(agent)
    status, told = agent.post("call/answer")
    assert status == 200, told
    assert told["answer"]["evidence"] == "reported" and told["answer"]["call_id"] == call["id"]
    house.until(lambda: agent.call_if("on_call"))
    # A browser that tells it once more, as those do that answered by themselves, is confirmed.
    status, told = agent.post("call/answer", call_id=call["id"])
    assert status == 200 and "the switch says the same" in told["message"]


def test_f_229_what_does_not_ring_cannot_be_answered(house: House) -> None:
    agent = house.agent()
    status, told = agent.post("call/answer")
    assert status == 409 and told["detail"] == "you are in no call now; name one if you mean another"
    status, told = agent.post("call/answer", call_id="no-such-call")
    assert status == 404 and told["detail"] == "there is no live call no-such-call"


def test_f_230_a_call_is_dropped_and_its_row_says_who_ended_it(house: House) -> None:
    agent = house.agent()
    _, call = house.talks(agent)
    status, told = agent.post("call/drop")
    assert status == 200, told
    row = house.until(lambda: next((row for row in house.rows("cc_calls") if row["ended_at"]), None))
    assert row["callcenter_id"] == call["id"] and row["status"] == "answered" and row["agent_id"] == "1001"
    assert (row["caller_number"], row["caller_name"], row["queue"], row["direction"]) == ("491761234567", "Eve", "sales", "inbound")
    assert row["talk_seconds"] > 0 and row["wait_seconds"] >= 0 and row["answered_at"] >= row["started_at"]
    assert agent.post("call/drop")[0] == 409


def test_f_231_a_call_is_transferred_and_the_agent_is_out_of_it(house: House) -> None:
    agent = house.agent()
    _, call = house.talks(agent)
    status, told = agent.post("call/transfer", transfer_to="1002")
    assert status == 200, told
    house.until(lambda: all(leg["endpoint"] != "1001" for leg in house.calls.live.call(call["id"])["legs"]))
    assert house.switch.phone_answers("1002")
    house.until(lambda: house.calls.live.call(call["id"])["with"] == ["1002"])


def meanwhile(ask: Callable[[], Tuple[int, Any]]) -> Callable[[], Tuple[int, Any]]:
    """Asks in a thread, for what waits until somebody answers a phone; what is returned waits for the answer."""
    answers: List[Tuple[int, Any]] = []
    asking = threading.Thread(target=lambda: answers.append(ask()))
    asking.start()

    def wait() -> Tuple[int, Any]:
        asking.join(PATIENCE_S)
        return answers[0]

    return wait


def test_f_231_f_025_a_transfer_that_asks_first_is_completed_or_taken_back(house: House) -> None:
    agent = house.agent()
    _, call = house.talks(agent)

    def asks() -> None:
        answer = meanwhile(lambda: agent.post("call/transfer", target="1002", type="attended"))
        house.until(lambda: house.switch.phone_answers("1002"))
        status, told = answer()
        assert status == 200, told

    asks()
    status, told = agent.post("call/transfer/cancel")
    assert status == 200, told
    house.until(lambda: house.calls.live.call(call["id"])["with"] == ["1001"])
    asks()
    status, told = agent.post("call/transfer/complete")
    assert status == 200, told
    house.until(lambda: house.calls.live.call(call["id"])["with"] == ["1002"])


def test_f_231_only_numbers_and_extensions_can_be_transferred_to(house: House) -> None:
    agent = house.agent()
    house.talks(agent)
    for to in ("1002\r\nAction: Originate", "1&PJSIP/trunk/0900", "${SHELL(id)}", "nobody", "1,1,x", "x" * 41, ""):
        status, told = agent.post("call/transfer", target=to)
        assert status == 422, (to, told)
    assert agent.post("call/transfer")[0] == 422
    assert agent.post("call/transfer", target="1002", kind="magic")[0] == 422


def test_f_232_f_233_a_call_is_held_and_taken_back(house: House) -> None:
    agent = house.agent()
    _, call = house.talks(agent)
    assert agent.post("call/unhold")[0] == 409, "nobody is held"
    status, told = agent.post("call/hold")
    assert status == 200, told
    state = house.until(lambda: (now := agent.get("state")[1])["call"]["status"] == "on_hold" and now)
    assert state["call"]["is_holding"] is True
    status, told = agent.post("call/unhold")
    assert status == 200, told
    house.until(lambda: agent.get("state")[1]["call"]["status"] == "talking")
    house.switch.hangs_up(house.calls.live.call(call["id"])["caller_leg"])
    kinds = house.until(lambda: (kinds := [row["activity_type"] for row in house.rows("cc_agent_activities") if row["callcenter_id"]]) and "unhold" in kinds and kinds)
    assert kinds.count("hold") == kinds.count("unhold") == 1


def test_calls_of_others_are_nobodys_to_act_on(house: House) -> None:
    agent = house.agent()
    _, call = house.talks(agent)
    other = house.agent("1002")
    for path in ("answer", "drop", "hold", "unhold"):
        status, told = other.post(f"call/{path}", call_id=call["id"])
        assert status == 403 and is_problem(told, 403, "forbidden"), path
    assert other.post("call/transfer", call_id=call["id"], target="1003")[0] == 403
    assert house.calls.live.call(call["id"])["with"] == ["1001"]


def test_f_234_a_customer_is_told_by_the_hosts_source(house: House) -> None:
    asked = []

    @house.calls.customer_source
    def get_customer_data(customer_id: str, number: str) -> Any:
        asked.append((customer_id, number))
        return {"name": "Ada <b>Lovelace</b>", "vip": True} if customer_id.endswith("567") else None

    agent = house.agent()
    status, told = agent.get("customer/%2B49176%201234567")
    assert status == 200, told
    assert told["success"] is True and told["customer_id"] == "+49176 1234567"
    assert told["customer"] == {"name": "Ada <b>Lovelace</b>", "vip": True} == told["card"]["customer"]
    assert told["card"]["source"] == "get_customer_data" and asked == [("+49176 1234567", "+49176 1234567")]
    status, told = agent.get("customer/42")
    assert status == 404 and told["detail"] == "there is no customer 42"
    assert house.browser().get("customer/42")[0] == 401


def test_f_234_f_268_a_source_that_fails_is_told_and_the_popup_goes_on(house: House) -> None:
    def get_customer_data(customer_id: str) -> Any:
        raise ConnectionError("the CRM is away")

    house.calls.customer_source(get_customer_data)
    agent = house.agent()
    _, call = house.rings(agent)
    status, told = agent.get(f"customer/{call['number']}")
    assert status == 200 and told["success"] is False and told["customer"] is None
    assert told["card"]["found"] == "away"
    assert told["card"]["away"] == [{"source": "get_customer_data", "why": "ConnectionError: the CRM is away"}]
    for wrong in (lambda customer_id: ["a list"], lambda customer_id: {"x": "y" * 70_000}):
        house.calls.customer_source(wrong)
        assert agent.get("customer/1")[1]["card"]["found"] == "away"


def test_f_234_f_275_without_a_source_the_calls_of_before_tell_and_say_so(house: House) -> None:
    agent = house.agent()
    status, _ = agent.get("customer/491761234567")
    assert status == 404
    house.talks(agent, name="Eve Example")
    agent.post("call/drop")
    house.until(lambda: any(row["ended_at"] for row in house.rows("cc_calls")))
    status, told = agent.get("customer/0176-1234567")
    assert status == 200, told
    assert told["customer"]["name"] == "Eve Example" and "the calls of before" in told["customer"]["known_by"]
    assert told["card"]["history"][0]["status"] == "answered" and told["card"]["history"][0]["answered_by"] == "1001"


def test_f_029_an_agent_dials_and_the_own_phone_rings_first(house: House) -> None:
    agent = house.agent()
    answer = meanwhile(lambda: agent.post("call/originate", to="1002"))
    house.until(lambda: house.switch.phone_answers("1001"))
    status, told = answer()
    assert status == 200, told
    house.until(lambda: house.switch.phone_answers("1002"))
    assert house.until(lambda: any(leg["endpoint"] == "1002" and leg["up"] for call in house.calls.live.calls() for leg in call["legs"]))


def test_f_029_numbers_that_are_denied_are_not_called_and_dialling_can_be_off(tmp_path: Path) -> None:
    with Simulator(still=True) as switch:
        with House(tmp_path / "a", switch, CALLCENTER_NUMBERS_DENIED="_0900!") as house:
            status, told = house.agent().post("call/originate", to="0900 123456")
            assert status == 409 and "0900123456 may not be called" in told["detail"]
        with House(tmp_path / "b", switch, CALLCENTER_CONTEXT="") as house:
            status, told = house.agent().post("call/originate", to="1002")
            assert status == 409 and "CALLCENTER_CONTEXT" in told["detail"]


def test_the_last_calls_of_an_agent_are_listed_the_latest_first(house: House) -> None:
    agent = house.agent()
    for number in ("491700000001", "491700000002"):
        house.talks(agent, number=number, dials="1001")
        agent.post("call/drop")
        house.until(lambda: agent.get("agent/status")[1]["status"] == "ready")
    items = house.until(lambda: len(found := agent.get("calls?limit=5")[1]["items"]) == 2 and all(call["talk_s"] for call in found) and found)
    assert [call["caller"] for call in items] == ["491700000002", "491700000001"]
    assert agent.get("calls?limit=0")[0] == 422 and agent.get("calls?limit=x")[0] == 422


def test_lengths_and_kinds_of_fields_are_checked(house: House) -> None:
    agent = house.agent()
    wrong = [
        ("agent/not-ready", {"reason": "x" * 81}),
        ("agent/not-ready", {"reason": "line\nbreak"}),
        ("agent/not-ready", {"reason": 7.5}),
        ("agent/not-ready", {"agent_id": {"a": 1}}),
        ("agent/login", {"agent_id": "1001", "queues": "sales"}),
        ("agent/login", {"agent_id": "1001", "queues": ["a b"]}),
        ("agent/login", {"agent_id": "1001", "queues": ["q"] * 201}),
        ("agent/login", {"agent_id": "1001", "sip_password": "x" * 129}),
        ("agent/login", {"agent_id": "1001", "extension": "PJSIP/1"}),
        ("call/ringing", {"call_id": "x" * 151}),
        ("call/ringing", {"caller_number": "x" * 81}),
    ]
    for path, body in wrong:
        status, told = agent.post(path, **body)
        assert status == 422 and is_problem(told, 422, "invalid"), (path, body, told)
    assert agent.post("agent/not-ready", reason="Lunch", unknown=[{"deep": True}], callback="x")[0] == 200


def test_what_is_no_json_object_is_refused(house: House) -> None:
    agent = house.agent()
    headers = {"X-CSRFToken": agent.token or "", "Content-Type": "application/json"}
    path = "/call-center/api/agent/ready"
    for body, status in ((b"", 400), (b"{", 400), (b"[]", 422), (b'"x"', 422), (b"\xff", 400), (b"[" * 60_000, 400)):
        assert agent.client.post(path, data=body, headers=headers).status_code == status, body[:20]
    assert agent.client.post(path, data=b'{"a": "' + b"x" * 70_000 + b'"}', headers=headers).status_code == 413
    form = agent.client.post(path, data={"agent_id": "1001"}, headers={"X-CSRFToken": agent.token or ""})
    assert form.status_code == 415 and form.mimetype == "application/problem+json"


def test_every_error_is_a_problem_document_even_of_paths_that_are_none(house: House) -> None:
    agent = house.agent()
    for path in ("nothing", "agent/nothing", "call"):
        status, told = agent.get(path)
        assert status == 404 and is_problem(told, 404, "unknown"), path
    answer = agent.client.get("/call-center/api/agent/login")
    assert answer.status_code == 405 and answer.headers["Allow"] == "POST" and is_problem(answer.get_json(), 405, "method")
    answer = agent.client.put("/call-center/api/agent/status", headers={"X-CSRFToken": agent.token or ""})
    assert answer.status_code == 405 and "GET" in answer.headers["Allow"]
    assert agent.client.get("/call-center/static/../settings.py").status_code == 404


def test_while_the_link_is_away_it_is_said_and_what_was_asked_is_not_done(tmp_path: Path) -> None:
    with Simulator(still=True) as switch:
        with House(tmp_path, switch) as house:
            agent = house.agent()
            switch.close()
            house.until(lambda: house.calls.live.standing()["link"] != "ready")
            status, told = agent.post("agent/not-ready", reason="Lunch")
            assert status == 503 and is_problem(told, 503, "unavailable"), told
            state = agent.get("state")[1]
            assert state["link"]["state"] in ("down", "connecting")


def test_observing_only_every_command_says_how_to_switch_control_on(tmp_path: Path) -> None:
    with Simulator(still=True) as switch, House(tmp_path, switch, CALLCENTER_CONTROL=False) as house:
        status, told = house.browser().post("agent/login", agent_id="1001", sip_password="s3cret-of-1001")
        assert status == 409 and "CALLCENTER_CONTROL" in told["detail"]


