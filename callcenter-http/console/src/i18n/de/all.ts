const files = import.meta.glob<{ default: object }>("./*.json", { eager: true });

/** Each room's words, by the name of its file. */
export const words = Object.fromEntries(
  Object.entries(files).map(([path, file]) => [path.slice("./".length, -".json".length), file.default]),
);
