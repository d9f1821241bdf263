"""`flask call-center …`."""

from __future__ import annotations

import sys
from typing import Optional

import click
from cryptography.fernet import Fernet
from flask.cli import AppGroup
from sqlalchemy import MetaData, Table, func, inspect, select

from .books import bookmarks
from .desk import Desk, desk
from .passwords import kept_password
from .phone_routes import OnTheDesk, credentials
from .probe import wrong_with
from .settings import SettingsError
from .tables import SHAPES, missing
from .vault import is_checkable, is_hash, is_sealed

commands = AppGroup("call-center", help="The call center: tables, agents, what an older module left.")


def _desk() -> Desk:
    try:
        found = desk()
        assert found.engine is not None
        return found
    except (SettingsError, RuntimeError) as why:
        raise click.ClickException(str(why)) from why


@commands.command("init-db")
def init_db() -> None:
    """Make the tables, or add what is missing to those of an older module; seal passwords. Doing it again does nothing."""
    steps, sealing = _desk().prepare()
    for step in steps:
        click.echo(f"{step.table}: {step.what}")
    if not steps:
        click.echo("the tables are as they should be")
    if sealing.sealed:
        click.echo(f"{sealing.sealed} SIP passwords were in plain text and are sealed now")
    if sealing.checkable:
        click.echo(f"hashes that a login can be compared with, to be sealed then: {', '.join(sealing.checkable)}")
    if sealing.useless:
        click.echo(f"hashes that nothing can be done with; give these a new password by add-agent: {', '.join(sealing.useless)}")


@commands.command("add-agent")
@click.argument("agent_id")
@click.option("--extension", help="The phone; by default the agent's id.")
@click.option("--name", default="", help="The name to show.")
@click.option("--sip-username", help="By default the extension.")
@click.option("--sip-domain", help="One of CALLCENTER_SIP_DOMAINS.")
@click.option("--queue", "queues", multiple=True, help="A queue to log in to; may be given several times.")
@click.option("--password/--no-password", "wants_password", default=True, help="Whether to ask for the SIP password.")
@click.option("--password-stdin", is_flag=True, help="Read the SIP password from standard input.")
def add_agent(
    agent_id: str,
    extension: Optional[str],
    name: str,
    sip_username: Optional[str],
    sip_domain: Optional[str],
    queues: tuple[str, ...],
    wants_password: bool,
    password_stdin: bool,
) -> None:
    """Add an agent, or change one."""
    # Not as an option: it would stand in the shell's history and in the list of processes.
    password = None
    if password_stdin:
        password = sys.stdin.readline().rstrip("\r\n")
    elif wants_password:
        password = click.prompt("SIP password", hide_input=True, confirmation_prompt=True)
    here = _desk()
    try:
        is_new = here.roster.add(
            agent_id,
            extension=extension,
            name=name,
            sip_username=sip_username,
            sip_password=password or None,
            sip_domain=sip_domain,
            queues=queues,
        )
    except ValueError as why:
        raise click.ClickException(str(why)) from why
    click.echo(f"{agent_id} was {'added' if is_new else 'changed'}")


@commands.command("import-check")
def import_check() -> None:
    """Say what there is of an older module, and what init-db would do, without doing it."""
    here = _desk()
    engine = here.engine
    inspector = inspect(engine)
    steps = missing(engine)
    for shape in SHAPES:
        if not inspector.has_table(shape.name):
            continue
        own = {column.name for column in shape.columns} | {"id"}
        also = {name for column in shape.columns for name in column.also}
        columns = [column["name"] for column in inspector.get_columns(shape.name)]
        table = Table(shape.name, MetaData(), autoload_with=engine, resolve_fks=False)
        with engine.connect() as connection:
            rows = connection.execute(select(func.count()).select_from(table)).scalar_one()
        click.echo(f"{shape.name}: {rows} rows; they stay as they are")
        read = [name for name in columns if name in also and name not in own]
        others = [name for name in columns if name not in own and name not in also]
        if read:
            click.echo(f"  read, and filled in new rows: {', '.join(read)}")
        if others:
            click.echo(f"  left alone: {', '.join(others)}")
        if shape.name == "cc_agents" and "sip_password" in columns:
            _say_passwords(here, table)
    for step in steps:
        click.echo(f"to do: {step.table}: {step.what}")
    if not steps:
        with engine.connect() as connection:
            for switch, seq in bookmarks(connection, here.tables).items():
                click.echo(f"the books of {switch} are written up to fact {seq}")
        click.echo("nothing is to be done")


def _say_passwords(here: Desk, table: Table) -> None:
    counts = {"sealed": 0, "in plain text, to be sealed": 0, "hashes that can be compared at a login": 0, "hashes that nothing can be done with": 0}
    with here.engine.connect() as connection:
        for row in connection.execute(select(table)).mappings():
            kept = kept_password(dict(row))
            if not kept:
                continue
            if is_sealed(kept):
                counts["sealed"] += 1
            elif not is_hash(kept):
                counts["in plain text, to be sealed"] += 1
            elif is_checkable(kept):
                counts["hashes that can be compared at a login"] += 1
            else:
                counts["hashes that nothing can be done with"] += 1
    for what, count in counts.items():
        if count:
            click.echo(f"  passwords {what}: {count}" if not what.startswith("hashes") else f"  {what}: {count}")


@commands.command("check-phone")
@click.argument("agents", nargs=-1)
@click.option("--trust", type=click.Path(exists=True, dir_okay=False), help="A file of certificates to trust besides those of this machine.")
def check_phone(agents: tuple[str, ...], trust: Optional[str]) -> None:
    """Say what is not set right for phones in the page: the switch's WebSocket, and what AGENTS (all) log in with."""
    here = _desk()
    websocket = here.settings.sip_websocket
    if websocket is None:
        raise click.ClickException("phones in pages are not set up: set CALLCENTER_SIP_WEBSOCKET, e.g. to wss://pbx.example.com:8089/ws")
    is_right = True
    if websocket.origin is None:
        click.echo(f"{websocket.address}: of the page's own origin; it is not tried from here")
    else:
        wrong = wrong_with(websocket.address, trust=trust)
        is_right = wrong is None
        click.echo(f"{websocket.address}: {wrong or 'speaks SIP'}")
    for kind, urls in (("STUN", here.settings.stun_servers), ("TURN", tuple(server.url for server in here.settings.turn_servers))):
        click.echo(f"{kind}: {', '.join(urls) or 'none'}")
    missing_ones = 0
    for name in agents or [agent.agent_id for agent in here.roster.agents()]:
        agent = here.roster.find(name)
        if agent is None:
            raise click.ClickException(f"there is no agent {name}: `flask call-center add-agent {name}` adds one")
        try:
            told = credentials(here, agent, agent, websocket.host or "localhost")
            click.echo(f"{agent.agent_id}: {told['extension']}@{told['domain']}, logs in as {told['sip_user']}")
        except OnTheDesk as why:
            missing_ones += 1
            click.echo(f"{agent.agent_id}: on the desk; {why}")
    if not is_right or (agents and missing_ones):
        raise SystemExit(1)


@commands.command("make-key")
def make_key() -> None:
    """Print a new key for CALLCENTER_KEY. Keep it: what was sealed by another one cannot be opened."""
    click.echo(Fernet.generate_key().decode())
