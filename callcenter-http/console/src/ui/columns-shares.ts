/** The shares after the line behind column `line` was moved by a share of the whole; none becomes less than `least`. */
export function shifted(shares: readonly number[], line: number, by: number, least: number): number[] {
  const [left, right] = [shares[line], shares[line + 1]];
  if (left === undefined || right === undefined) return [...shares];
  const both = left + right;
  const wanted = Math.min(Math.max(left + by, least), both - least);
  return shares.map((share, index) => (index === line ? wanted : index === line + 1 ? both - wanted : share));
}
