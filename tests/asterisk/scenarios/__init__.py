"""The scenarios. Each drives real SIP phones against a real Asterisk and then states what happened."""
from . import (browsers, configured, control_agents, control_places, control_transfers, controls, direct, feature_transfers, flask,  # noqa: F401
               flask_pages, links, originated, parking, queue_exits, queues, transfers)
