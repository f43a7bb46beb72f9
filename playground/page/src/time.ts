/** A message's ts ("1763700000.000100") as a date. */
export function dateOf(ts: string): Date {
  return new Date(Number.parseFloat(ts) * 1000);
}

export function clockTime(ts: string, timeZone: string): string {
  return dateOf(ts).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit", timeZone });
}

export function fullTime(ts: string, timeZone: string): string {
  return dateOf(ts).toLocaleString("en-GB", { dateStyle: "full", timeStyle: "long", timeZone });
}

export function dayName(ts: string, timeZone: string): string {
  const day = (date: Date) => date.toLocaleDateString("en-CA", { timeZone });
  const now = new Date();
  if (day(dateOf(ts)) === day(now)) return "Today";
  if (day(dateOf(ts)) === day(new Date(now.getTime() - 86_400_000))) return "Yesterday";
  return dateOf(ts).toLocaleDateString("en-GB", { weekday: "long", day: "numeric", month: "long", timeZone });
}

export function ago(ts: string): string {
  const minutes = Math.round((Date.now() - dateOf(ts).getTime()) / 60_000);
  if (minutes < 1) return "just now";
  if (minutes < 60) return `${minutes} min ago`;
  const hours = Math.round(minutes / 60);
  return hours < 24 ? `${hours} h ago` : `${Math.round(hours / 24)} d ago`;
}

/** Slack's date tokens (Formatting text for app surfaces: Date formatting). */
export function formatted(timestamp: number, format: string, timeZone: string): string {
  const date = new Date(timestamp * 1000);
  const show = (options: Intl.DateTimeFormatOptions) => date.toLocaleString("en-GB", { ...options, timeZone });
  const tokens: Record<string, () => string> = {
    date_num: () => date.toLocaleDateString("en-CA", { timeZone }),
    date_slash: () => show({ day: "2-digit", month: "2-digit", year: "numeric" }),
    date: () => show({ day: "numeric", month: "long", year: "numeric" }),
    date_short: () => show({ day: "numeric", month: "short", year: "numeric" }),
    date_long: () => show({ weekday: "long", day: "numeric", month: "long", year: "numeric" }),
    date_pretty: () => dayName(String(timestamp), timeZone),
    date_short_pretty: () => dayName(String(timestamp), timeZone),
    date_long_pretty: () => dayName(String(timestamp), timeZone),
    time: () => show({ hour: "2-digit", minute: "2-digit" }),
    time_secs: () => show({ hour: "2-digit", minute: "2-digit", second: "2-digit" }),
    ago: () => ago(String(timestamp)),
  };
  return format.replace(/\{(\w+)\}/g, (whole, name: string) => tokens[name]?.() ?? whole);
}
