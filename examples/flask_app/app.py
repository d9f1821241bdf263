"""A shop with users and orders of its own, and a call center inside it.

    python app.py --demo                    a simulated switch with callers in it: no Asterisk needed
    CALLCENTER_AMI=pbx:5038 python app.py   a real one
    gunicorn 'app:create_app()'             as it runs in earnest: see gunicorn.conf.py

The shop logs its users in by itself; whoever takes calls has a phone on the desk, or in the page where CALLCENTER_SIP_WEBSOCKET says
at which switch. Log in as anna, ben or carla with the password `demo`, or as sofia, who supervises.
"""

from __future__ import annotations

import argparse
import os
import secrets
from pathlib import Path
from typing import Any, Dict, Optional

from flask import Blueprint, Flask, current_app, flash, redirect, render_template, request, session, url_for
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, mapped_column
from werkzeug.security import check_password_hash, generate_password_hash

from callcenter.flask import CallCenter

db = SQLAlchemy()
shop = Blueprint("shop", __name__)

# ── the shop, as it was ─────────────────────────────────────────────────────────────────────────────────────────


class User(db.Model):  # type: ignore[name-defined,misc]
    """Somebody who works here."""

    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)
    username: Mapped[str] = mapped_column(db.String(80), unique=True)
    name: Mapped[str] = mapped_column(db.String(80))
    password_hash: Mapped[str] = mapped_column(db.String(255))
    phone: Mapped[Optional[str]] = mapped_column(db.String(20))
    supervises: Mapped[bool]


class Customer(db.Model):  # type: ignore[name-defined,misc]
    """Somebody who bought something."""

    __tablename__ = "customers"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(db.String(80))
    number: Mapped[str] = mapped_column(db.String(40))
    city: Mapped[str] = mapped_column(db.String(80))


class Order(db.Model):  # type: ignore[name-defined,misc]
    """What was bought."""

    __tablename__ = "orders"
    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"))
    what: Mapped[str] = mapped_column(db.String(80))
    state: Mapped[str] = mapped_column(db.String(20))


def current_user() -> Optional[User]:
    """Who is logged in at the shop."""
    return db.session.get(User, session["user"]) if "user" in session else None


@shop.get("/")
def home() -> str:
    """The shop's own page."""
    orders = db.session.execute(select(Order.what, Order.state, Customer.name).join(Customer, Customer.id == Order.customer_id)).all()
    return render_template("home.html", user=current_user(), orders=orders)


@shop.route("/login", methods=["GET", "POST"])
def login() -> Any:
    """The shop's own login."""
    if request.method == "POST":
        user = db.session.scalar(select(User).where(User.username == request.form.get("username", "")))
        if user is not None and check_password_hash(user.password_hash, request.form.get("password", "")):
            session.clear()
            session["user"] = user.id
            return redirect(url_for("call_center.dashboard"))
        flash("The name or the password is wrong.")
    return render_template("login.html")


@shop.post("/logout")
def logout() -> Any:
    """And out again."""
    session.clear()
    return redirect(url_for("shop.home"))


# ── the call center: this is all that was added ─────────────────────────────────────────────────────────────────


def agent() -> Optional[Dict[str, Any]]:
    """Which agent the shop's user is."""
    user = current_user()
    return {"agent_id": user.phone, "name": user.name, "is_supervisor": user.supervises} if user else None


calls = CallCenter(agent_loader=agent)


@calls.customer_source
def get_customer_data(customer_id: str, number: str) -> Optional[Dict[str, Any]]:
    """Who calls, as the shop knows it: shown when a phone rings."""
    digits = "".join(filter(str.isdigit, number)).lstrip("0")[-9:]
    customer = db.session.scalar(select(Customer).where(Customer.number.endswith(digits))) if len(digits) >= 6 else None
    if customer is None and current_app.config.get("DEMO"):
        customer = somebody(number)
    if customer is None:
        return None
    orders = db.session.scalars(select(Order).where(Order.customer_id == customer.id))
    return {"name": customer.name, "city": customer.city, "orders": "; ".join(f"{order.what}, {order.state}" for order in orders)}


# ── put together ────────────────────────────────────────────────────────────────────────────────────────────────


def create_app(**config: Any) -> Flask:
    """The application; `config` is set before anything else."""
    folder = Path(os.environ.get("SHOP_FOLDER") or Path(__file__).parent / "instance").resolve()
    folder.mkdir(parents=True, exist_ok=True)
    app = Flask(__name__, instance_path=str(folder))
    app.config.update(
        SECRET_KEY=os.environ.get("SECRET_KEY") or secret_key(folder),
        SQLALCHEMY_DATABASE_URI=os.environ.get("DB_URI") or f"sqlite:///{folder}/shop.db",
        SESSION_COOKIE_SAMESITE="Lax",
        CALLCENTER_LOGIN_URL="/login",
        CALLCENTER_QUEUES=os.environ.get("CALLCENTER_QUEUES", "sales"),
    )
    app.config.update(config)
    db.init_app(app)
    app.register_blueprint(shop)
    calls.init_app(app)
    with app.app_context():
        fill()
    return app


def secret_key(folder: Path) -> str:
    """The same in every worker and after every restart."""
    path = folder / "secret_key"
    try:
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_hex(32))
    except FileExistsError:
        pass
    return path.read_text()


def fill() -> None:
    """Users, customers and orders to begin with, if there are none."""
    db.create_all()
    if db.session.scalar(select(User).limit(1)) is not None:
        return
    password = generate_password_hash("demo")
    for username, name, phone in (("anna", "Anna Berg", "1001"), ("ben", "Ben Okafor", "1002"), ("carla", "Carla Rossi", "1003"), ("sofia", "Sofia Lindqvist", "1090")):
        db.session.add(User(username=username, name=name, password_hash=password, phone=phone, supervises=username == "sofia"))
    bought = [("Ada Lovelace", "London", "Tea", "sent"), ("Alan Turing", "Manchester", "Apples", "paid"), ("Grace Hopper", "Arlington", "Cables", "returned")]
    for n, (name, city, what, state) in enumerate(bought, 1):
        customer = Customer(name=name, city=city, number=f"49170000000{n}")
        db.session.add(customer)
        db.session.flush()
        db.session.add(Order(customer_id=customer.id, what=what, state=state))
    db.session.commit()


def somebody(number: str) -> Customer:
    """A customer for a caller whom the simulation made up."""
    chosen = int(number[-4:]) if number[-4:].isdigit() else 0
    name = ["Ada Marsh", "Ben Okoro", "Chen Li", "Dora Lind", "Ewa Nowak"][chosen % 5]
    customer = Customer(name=name, number=number, city=["London", "Manchester", "Arlington", "Lisbon"][chosen % 4])
    db.session.add(customer)
    db.session.flush()
    db.session.add(Order(customer_id=customer.id, what=["Tea", "Apples", "Cables"][chosen % 3], state=["sent", "paid", "returned"][chosen // 3 % 3]))
    db.session.commit()
    return customer


def main() -> None:
    """Runs the shop, at a real switch or at a simulated one."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--demo", action="store_true", help="run against a simulated switch")
    asked.add_argument("--port", type=int, default=5000)
    told = asked.parse_args()
    if not told.demo:
        create_app().run(port=told.port, threaded=True)
        return
    from callcenter.testing import Simulator

    with Simulator() as switch:
        app = create_app(
            CALLCENTER_AMI=switch.address,
            CALLCENTER_AMI_USER=switch.user,
            CALLCENTER_AMI_SECRET=switch.secret,
            CALLCENTER_CONTEXT="internal",
            DEMO=True,
        )
        print(f"A simulated switch is at {switch.address}. Open http://127.0.0.1:{told.port}/login and log in as anna, password demo.")
        app.run(port=told.port, threaded=True)


if __name__ == "__main__":
    main()
