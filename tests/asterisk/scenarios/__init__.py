"""The scenarios. Each drives real SIP phones against a real Asterisk and then states what happened."""
from . import configured, controls, direct, feature_transfers, links, originated, parking, queue_exits, queues, transfers  # noqa: F401
