"""The extension: what an application is given."""

from __future__ import annotations

from typing import Any, Optional, Sequence, TypeVar

from flask import Flask, current_app

from callcenter import CallCenter as LiveCallCenter

from .access import AgentLoader, IsSupervisor
from .blueprint import URL_PREFIX, create_blueprint
from .customers import CustomerSource
from .desk import Desk
from .desk import desk as current_desk
from .settings import Settings

Source = TypeVar("Source", bound=CustomerSource)


class CallCenter:
    """A call center inside a Flask application: the page and the routes below `/call-center`, the tables, the engine.

    `agent_loader` tells who is logged in at the host: an agent's id, or something with `agent_id` (and `extension`, `name`,
    `is_supervisor`); without it Flask-Login's user counts where the application has Flask-Login, else agents log in with their SIP
    credentials. `is_supervisor` says of what the loader told whether that person may act for others. `get_customer_data` tells who a
    caller is. `url_prefix` is `None` where the blueprint is registered by the host.

    Settings are read from `app.config` and the environment when the application is given: docs/FLASK.md has the table. The switch is
    connected to at the first request, or by `start`.

    # Example
    >>> app = Flask(__name__)
    >>> app.config.update(DB_URI="sqlite:///app.db", SECRET_KEY="…", CALLCENTER_AMI="127.0.0.1:5038")
    >>> calls = CallCenter(app)
    """

    def __init__(
        self,
        app: Optional[Flask] = None,
        *,
        url_prefix: Optional[str] = URL_PREFIX,
        agent_loader: Optional[AgentLoader] = None,
        is_supervisor: Optional[IsSupervisor] = None,
        get_customer_data: Optional[CustomerSource] = None,
    ) -> None:
        self._url_prefix = url_prefix
        self._agent_loader = agent_loader
        self._is_supervisor = is_supervisor
        self._source = get_customer_data
        self._desks: list[Desk] = []
        self._app: Optional[Flask] = None
        if app is not None:
            self.init_app(app)

    def init_app(self, app: Flask) -> None:
        """Gives an application its call center.

        # Errors
        `SettingsError` for a setting that cannot be; `RuntimeError` when it has one already.
        """
        if "callcenter" in app.extensions:
            raise RuntimeError("this application has a call center already")
        found = Desk(app, Settings.of(app), self._agent_loader, self._is_supervisor)
        found.customers.source = self._source
        app.extensions["callcenter"] = found
        self._desks.append(found)
        if self._app is None:
            self._app = app
        if self._url_prefix is not None:
            app.register_blueprint(create_blueprint(self._url_prefix))

    def customer_source(self, source: Source) -> Source:
        """Makes a function the source of what is known of a caller: a decorator.

        It is called with what identifies the customer, an id of the source's own or a number, and with `number=` too if it takes
        that; it gives a dict, or `None` for nobody. Whatever it raises is shown to the agent, and the popup goes on without it.

        # Example
        >>> calls = CallCenter()
        >>> @calls.customer_source
        ... def get_customer_data(customer_id, number):
        ...     return {"name": "Ada", "number": number}
        """
        self._source = source
        for found in self._desks:
            found.customers.source = source
        return source

    @property
    def desk(self) -> Desk:
        """What the current application has, else the first that this extension was given."""
        if current_app:
            return current_desk()
        if self._app is None:
            raise RuntimeError("no application was given: CallCenter(app), or init_app(app)")
        found: Desk = self._app.extensions["callcenter"]
        return found

    @property
    def live(self) -> LiveCallCenter:
        """The engine's live call center, started if it is not: calls, agents, queues, commands, reports."""
        return self.desk.center

    def start(self) -> None:
        """Connects to the switch now rather than at the first request: in a server's worker, after the fork."""
        self.desk.start()

    def close(self, timeout: float = 10.0) -> None:
        """Ends what runs in this process; `timeout` in seconds."""
        for found in self._desks:
            found.close(timeout)

    def add_agent(
        self,
        agent_id: str,
        *,
        extension: Optional[str] = None,
        name: str = "",
        sip_username: Optional[str] = None,
        sip_password: Optional[str] = None,
        sip_domain: Optional[str] = None,
        queues: Sequence[str] = (),
    ) -> bool:
        """Adds an agent to cc_agents, or changes one; says whether it is a new one. The password is sealed.

        # Errors
        `ValueError` for a name that the switch would read differently.
        """
        return self.desk.roster.add(
            agent_id,
            extension=extension,
            name=name,
            sip_username=sip_username,
            sip_password=sip_password,
            sip_domain=sip_domain,
            queues=queues,
        )

    def report(self, about: str = "queues", period: str = "today", **more: Any) -> Any:
        """Figures from the engine's store; as `callcenter.CallCenter.report`."""
        return self.live.report(about, period, **more)
