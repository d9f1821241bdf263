type HintLine = { key: string; title: string; says: string; colour: string };

/** What a part of a picture says, at the pointer or where the arrow keys are; it is told as it changes. */
export function Hint({ title, lines = [] }: { title?: string; lines?: HintLine[] }) {
  return (
    <div
      role="status"
      className="rounded-lg border border-line bg-surface px-3 py-2 text-sm whitespace-nowrap shadow-lg"
    >
      {title && <p className="font-medium">{title}</p>}
      <ul>
        {lines.map((line) => (
          <li key={line.key} className="flex items-center gap-2">
            <span aria-hidden className="size-3 rounded-sm" style={{ background: line.colour }} />
            <span className="flex-1">{line.title}</span>
            <span className="pl-2">{line.says}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
