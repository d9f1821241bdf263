"""Messages are read in place, and requests are written so that they are one."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import callcenter

HANGUP = b"Event: Hangup\r\nUniqueid: 1.1\r\nCause: 16\r\nCause: 17\r\nCallerIDName: M\xfcller\r\n\r\n"
ANSWER = b"Response: Success\r\nActionID: x-1\r\nMessage: Originate successfully queued\r\n\r\n"

WORD = st.text(st.characters(codec="ascii", categories=("L", "N")), min_size=1, max_size=12)


def test_a_message_is_read_by_its_keys() -> None:
    event, answer = callcenter.parse(HANGUP + ANSWER)
    assert (event.kind, event.name) == ("event", "Hangup")
    assert event["Cause"] == "16"
    assert event.all("Cause") == ["16", "17"]
    assert event.get("Exten") is None and event.get("Exten", "s") == "s"
    assert "Uniqueid" in event and "Exten" not in event
    assert event["CallerIDName"] == "M\ufffdller"
    assert (answer.kind, answer.name, answer.action_id) == ("response", "Success", "x-1")
    with pytest.raises(KeyError):
        event["Exten"]


def test_views_copy_nothing() -> None:
    data = HANGUP + ANSWER
    event = callcenter.parse(data)[0]
    name = event.raw("CallerIDName")
    assert name.obj is data and bytes(name) == b"M\xfcller" and name.readonly
    assert event.bytes.obj is data and bytes(event.bytes) == HANGUP


def test_bytes_that_end_within_a_message_are_told() -> None:
    with pytest.raises(callcenter.ParseError, match="end within a message") as caught:
        callcenter.parse(HANGUP + b"Event: Un")
    assert caught.value.offset == len(HANGUP)
    assert isinstance(caught.value, ValueError)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(WORD, WORD), min_size=1, max_size=8), st.integers(min_value=1, max_value=7))
def test_a_decoder_gives_the_same_messages_however_they_are_cut(fields: list[tuple[str, str]], step: int) -> None:
    body = "".join(f"{key}: {value}\r\n" for key, value in fields)
    data = f"Event: Test\r\n{body}\r\n".encode() * 3
    decoder, found = callcenter.Decoder(), []
    for at in range(0, len(data), step):
        found += decoder.feed(data[at : at + step])
    assert decoder.pending == 0
    assert [message.fields()[1:] for message in found] == [fields] * 3


def test_a_request_is_what_asterisk_reads() -> None:
    assert callcenter.encode("Hangup", action_id="7", channel="PJSIP/1001-00000001", cause=16) == (
        b"Action: Hangup\r\nActionID: 7\r\nChannel: PJSIP/1001-00000001\r\nCause: 16\r\n\r\n"
    )


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=40))
def test_no_value_makes_two_requests_of_one(text: str) -> None:
    try:
        request = callcenter.encode("Hangup", action_id="7", channel=text, cause=None)
    except (callcenter.EncodeError, callcenter.ConfigError):
        return
    assert request.count(b"\r\n\r\n") == 1 and request.endswith(b"\r\n\r\n")
    assert request.count(b"\n") == 4


def test_an_action_that_there_is_not_is_told_with_those_that_there_are() -> None:
    with pytest.raises(callcenter.ConfigError, match="unknown variant `Command`.*`Hangup`"):
        callcenter.encode("Command", action_id="1", command="core stop now")
    with pytest.raises(callcenter.ConfigError, match="missing field `channel`"):
        callcenter.encode("Hangup", action_id="1", cause=None)
