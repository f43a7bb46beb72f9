import { useCallback, useEffect, useState } from "react";

/** Where somebody is: the query of the page's address. */
export interface Place {
  as: string;
  channel: string;
  thread: string | null;
  message: string | null;
  /** `live=0` in the address: the page shows what there is and follows no changes, for a picture of it. */
  live: boolean;
}

const REMEMBERED = "simulated-slack.as";

function read(): Place {
  const query = new URLSearchParams(window.location.search);
  return {
    as: query.get("as") ?? window.localStorage.getItem(REMEMBERED) ?? "U0ANA00001",
    channel: query.get("channel") ?? "C0OPS00001",
    thread: query.get("thread"),
    message: query.get("message"),
    live: query.get("live") !== "0",
  };
}

function written(place: Place): string {
  const query = new URLSearchParams({ channel: place.channel, as: place.as });
  if (place.thread) query.set("thread", place.thread);
  return `?${query.toString()}`;
}

export function usePlace(): [Place, (change: Partial<Place>) => void] {
  const [place, setPlace] = useState(read);
  useEffect(() => {
    const back = () => setPlace(read());
    window.addEventListener("popstate", back);
    return () => window.removeEventListener("popstate", back);
  }, []);
  const go = useCallback((change: Partial<Place>) => {
    setPlace((before) => {
      const after = { ...before, message: null, ...change };
      window.localStorage.setItem(REMEMBERED, after.as);
      if (written(after) !== window.location.search) window.history.pushState(null, "", written(after));
      return after;
    });
  }, []);
  return [place, go];
}
