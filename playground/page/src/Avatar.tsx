import type { ReactNode } from "react";
import { useNames } from "./workspace";

const SLACKBOT = { name: "Slackbot", color: "5b21b6" };

export function Avatar({ user, size = 36 }: { user: string; size?: number }): ReactNode {
  const names = useNames();
  const person = names.person(user);
  if (user === names.bot.id) {
    return (
      <span className="avatar bot" style={{ width: size, height: size }} aria-hidden="true">
        <svg viewBox="0 0 32 32" width={size * 0.66} height={size * 0.66}>
          <path d="M8 10l7 6-7 6M17 22h8" />
        </svg>
      </span>
    );
  }
  const name = person?.real_name ?? SLACKBOT.name;
  const initials = name
    .split(" ")
    .map((word) => word[0])
    .join("")
    .slice(0, 2);
  return (
    <span
      className="avatar"
      style={{ width: size, height: size, fontSize: size * 0.4, background: `#${person?.color ?? SLACKBOT.color}` }}
      aria-hidden="true"
    >
      {initials}
    </span>
  );
}
