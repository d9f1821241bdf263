// Programs of ours that tests need.
import { spawn } from "node:child_process";

const START_MS = 180_000;

/** Starts a program and waits until it said something; gives what it said, and how to end it. */
export function started(binary, args, until, env = {}) {
  const child = spawn(binary, args, { stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, ...env } });
  let text = "";
  let errors = "";
  child.stderr.on("data", (data) => {
    errors += data;
  });
  return new Promise((then, no) => {
    const late = setTimeout(() => {
      child.kill("SIGKILL");
      no(new Error(`${args[0]} did not start:\n${text}${errors}`));
    }, START_MS);
    child.on("exit", (code) => {
      clearTimeout(late);
      no(new Error(`${args[0]} ended with ${code}:\n${text}${errors}`));
    });
    child.stdout.on("data", (data) => {
      text += data;
      const found = until.exec(text + errors);
      if (!found) return;
      clearTimeout(late);
      then({
        found,
        said: () => text + errors,
        kill: () => child.kill("SIGKILL"),
        stop: () =>
          new Promise((ended) => {
            child.removeAllListeners("exit");
            const stubborn = setTimeout(() => child.kill("SIGKILL"), 30_000);
            child.on("exit", () => {
              clearTimeout(stubborn);
              ended(text + errors);
            });
            child.kill("SIGINT");
          }),
      });
    });
  });
}

/** The demonstration with all of yesterday, whenever it is begun; `listen` chooses the address. */
export async function demo(binary, data, listen = "127.0.0.1:0") {
  const server = await started(
    binary,
    ["demo", "--listen", listen, "--history", "2", "--data", data],
    /(http:\/\/[\d.]+:\d+)[\s\S]*Ctrl-C/,
  );
  return { ...server, base: server.found[1] };
}
