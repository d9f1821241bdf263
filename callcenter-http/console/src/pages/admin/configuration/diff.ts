// A unified diff, line by line, with the numbers of the lines on both sides.

export type DiffLine = {
  kind: "hunk" | "added" | "gone" | "same";
  text: string;
  old?: number;
  next?: number;
};

/** The lines of a unified diff; headers of the files are left out. */
export function diffLines(diff: string): DiffLine[] {
  const lines: DiffLine[] = [];
  let old = 1;
  let next = 1;
  let isInHunk = false;
  for (const line of diff.replace(/\n$/, "").split("\n")) {
    const hunk = /^@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@/.exec(line);
    if (hunk) {
      old = Number(hunk[1]);
      next = Number(hunk[2]);
      isInHunk = true;
      lines.push({ kind: "hunk", text: line });
    } else if (!isInHunk && /^(---|\+\+\+) /.test(line)) {
    } else if (line.startsWith("+")) {
      lines.push({ kind: "added", text: line.slice(1), next: next++ });
    } else if (line.startsWith("-")) {
      lines.push({ kind: "gone", text: line.slice(1), old: old++ });
    } else if (!line.startsWith("\\") && (line !== "" || isInHunk)) {
      lines.push({ kind: "same", text: line.slice(1), old: old++, next: next++ });
    }
  }
  return lines;
}

/** A file that is new: all of it is added. */
export const allAdded = (text: string): DiffLine[] =>
  text
    .replace(/\n$/, "")
    .split("\n")
    .map((line, at) => ({ kind: "added", text: line, next: at + 1 }));
