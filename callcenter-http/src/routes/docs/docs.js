// Reads openapi.json and shows every operation, with a form that tries it. No markup is ever made of texts.
"use strict";

const METHODS = ["get", "post", "put", "patch", "delete"];
let described = {};

function make(name, text, classes) {
  const element = document.createElement(name);
  if (text !== undefined) element.textContent = text;
  if (classes) element.className = classes;
  return element;
}

function resolved(schema) {
  const seen = new Set();
  while (schema && schema.$ref && !seen.has(schema.$ref)) {
    seen.add(schema.$ref);
    schema = schema.$ref.split("/").slice(1).reduce((at, key) => at && at[key.replace(/~1/g, "/").replace(/~0/g, "~")], described);
  }
  return schema || {};
}

// An example of a schema, as a start for who tries it.
function example(schema, depth) {
  schema = resolved(schema);
  if (schema.example !== undefined) return schema.example;
  if (schema.enum) return schema.enum[0];
  if (schema.const !== undefined) return schema.const;
  const inner = schema.oneOf || schema.anyOf;
  if (inner) return example(inner.find((one) => one.type !== "null") || inner[0], depth);
  if (schema.allOf) return Object.assign({}, ...schema.allOf.map((one) => example(one, depth)));
  const type = Array.isArray(schema.type) ? schema.type.find((one) => one !== "null") : schema.type;
  if (type === "object" || schema.properties) {
    const made = {};
    if (depth > 4) return made;
    for (const [name, own] of Object.entries(schema.properties || {})) made[name] = example(own, depth + 1);
    return made;
  }
  if (type === "array") return depth > 4 ? [] : [example(schema.items || {}, depth + 1)];
  if (type === "integer" || type === "number") return schema.minimum || 0;
  if (type === "boolean") return false;
  return type === "string" ? "" : null;
}

function needs(operation) {
  const list = operation.security || [];
  if (!list.length || list.some((one) => !Object.keys(one).length)) return "needs no login";
  return "needs " + list.map((one) => Object.entries(one).map(([kind, what]) => `${kind} ${what.join(", ")}`).join(" and ")).join(", or ");
}

function parameters(operation, fields) {
  const table = make("table");
  for (const parameter of operation.parameters || []) {
    const own = resolved(parameter);
    const row = table.insertRow();
    row.insertCell().append(make("code", own.name + (own.required ? " *" : "")), make("div", own.in, "needs"));
    const field = make("input");
    field.setAttribute("aria-label", own.name);
    field.placeholder = own.example !== undefined ? String(own.example) : "";
    row.insertCell().append(field);
    const schema = resolved(own.schema);
    const words = schema.enum ? ` (${schema.enum.join(", ")})` : "";
    row.insertCell().textContent = (own.description || "") + words;
    fields.push({ own, field });
  }
  return table;
}

async function csrf() {
  try {
    const answer = await fetch("/api/auth/me", { headers: { accept: "application/json" } });
    return answer.ok ? (await answer.json()).csrf || "" : "";
  } catch {
    return "";
  }
}

async function send(method, path, fields, body, out) {
  out.textContent = "…";
  const query = new URLSearchParams();
  const headers = { accept: "application/json, text/plain;q=0.5, */*;q=0.1" };
  for (const { own, field } of fields) {
    if (own.in === "path") path = path.replace(`{${own.name}}`, encodeURIComponent(field.value));
    else if (field.value !== "" && own.in === "query") query.append(own.name, field.value);
    else if (field.value !== "" && own.in === "header") headers[own.name] = field.value;
  }
  const token = document.getElementById("token").value;
  if (token) headers.authorization = `Bearer ${token}`;
  else if (method !== "get") headers["x-csrf-token"] = await csrf();
  const asked = { method: method.toUpperCase(), headers };
  if (body && body.value.trim()) {
    headers["content-type"] = "application/json";
    asked.body = body.value;
  }
  const text = query.size ? `${path}?${query}` : path;
  try {
    const answer = await fetch(text, asked);
    let shown = await answer.text();
    try { shown = JSON.stringify(JSON.parse(shown), null, 2); } catch { /* It is no JSON. */ }
    out.textContent = `${asked.method} ${text}\n${answer.status} ${answer.statusText}\n\n${shown.slice(0, 200000)}`;
  } catch (why) {
    out.textContent = `${asked.method} ${text}\n${why}`;
  }
}

function operation(path, method, own) {
  const box = make("details");
  const head = make("summary");
  head.append(make("span", method, `method ${method}`), make("code", path), document.createTextNode(` ${own.summary || ""}`));
  box.append(head);
  box.addEventListener("toggle", () => {
    if (!box.open || box.dataset.made) return;
    box.dataset.made = "yes";
    if (own.description) box.append(make("p", own.description));
    box.append(make("p", needs(own), "needs"));
    const fields = [];
    box.append(parameters(own, fields));
    let body;
    const kinds = (resolved(own.requestBody).content || {})["application/json"];
    if (kinds) {
      body = make("textarea", JSON.stringify(example(kinds.schema, 0), null, 2));
      body.setAttribute("aria-label", "body");
      body.spellcheck = false;
      box.append(body);
    }
    const button = make("button", "Send");
    const out = make("pre", "");
    out.hidden = true;
    button.addEventListener("click", () => {
      out.hidden = false;
      send(method, path, fields, body, out);
    });
    box.append(button, out);
    const answers = make("table");
    for (const [status, answer] of Object.entries(own.responses || {})) {
      const row = answers.insertRow();
      row.insertCell().append(make("code", status));
      row.insertCell().textContent = resolved(answer).description || "";
    }
    box.append(answers);
    const good = resolved((own.responses || {})["200"]).content || {};
    const schema = good["application/json"] && good["application/json"].schema;
    if (schema) box.append(make("p", "Like this:", "needs"), make("pre", JSON.stringify(example(schema, 0), null, 2)));
  });
  return box;
}

function show(find) {
  const list = document.getElementById("list");
  const rooms = new Map();
  for (const [path, item] of Object.entries(described.paths || {})) {
    for (const method of METHODS.filter((method) => item[method])) {
      const own = item[method];
      const text = `${method} ${path} ${own.summary || ""} ${own.description || ""}`.toLowerCase();
      if (!text.includes(find)) continue;
      const room = (own.tags || ["other"])[0];
      if (!rooms.has(room)) rooms.set(room, []);
      rooms.get(room).push(operation(path, method, own));
    }
  }
  list.replaceChildren();
  for (const [room, boxes] of [...rooms].sort()) list.append(make("h2", room), ...boxes);
  if (!rooms.size) list.textContent = "Nothing is called like this.";
}

document.addEventListener("DOMContentLoaded", async () => {
  const find = document.getElementById("find");
  try {
    described = await (await fetch("/openapi.json")).json();
  } catch (why) {
    document.getElementById("list").textContent = `The description cannot be read: ${why}`;
    return;
  }
  document.getElementById("version").textContent = (described.info || {}).version || "";
  find.addEventListener("input", () => show(find.value.trim().toLowerCase()));
  show("");
});
