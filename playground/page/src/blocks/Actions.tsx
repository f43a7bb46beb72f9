import { useEffect, useRef, useState, type ReactNode } from "react";
import { decoded, Text } from "../mrkdwn";
import type { Block, Element, Option } from "../types";
import { useNames } from "../workspace";
import { useElement, type Using } from "./useElement";
import { ConfirmDialog } from "./ConfirmDialog";

export function Actions({ block }: { block: Block }): ReactNode {
  return (
    <div className="actions" role="group">
      {(block.elements ?? []).map((element) => (
        <Interactive key={element.action_id} element={element} blockId={block.block_id} />
      ))}
    </div>
  );
}

/** Any element that sends something when it is used: a button, a menu, a date. */
export function Interactive({ element, blockId }: { element: Element; blockId: string }): ReactNode {
  const using = useElement(element, blockId);
  return (
    <span className="element">
      <Control element={element} using={using} />
      {using.problem && (
        <span className="element-problem" role="alert">
          ⚠ {using.problem}
        </span>
      )}
      {using.asking && element.confirm && (
        <ConfirmDialog confirm={element.confirm} onYes={() => using.answer(true)} onNo={() => using.answer(false)} />
      )}
    </span>
  );
}

function Control({ element, using }: { element: Element; using: Using }): ReactNode {
  switch (element.type) {
    case "button":
      return <Button element={element} using={using} />;
    case "overflow":
      return <Overflow element={element} using={using} />;
    case "datepicker":
    case "timepicker":
      return <When element={element} using={using} />;
    case "radio_buttons":
    case "checkboxes":
      return <Boxes element={element} using={using} />;
    default:
      return <Menu element={element} using={using} />;
  }
}

function Button({ element, using }: { element: Element; using: Using }): ReactNode {
  return (
    <button
      type="button"
      className={`button ${element.style ?? ""}`}
      aria-label={element.accessibility_label}
      aria-busy={using.busy}
      disabled={using.busy}
      onClick={() => {
        if (element.url) window.open(element.url, "_blank", "noopener");
        using.use();
      }}
    >
      <Text text={element.text} />
    </button>
  );
}

export function optionsOf(element: Element, names: ReturnType<typeof useNames>): { label: string; options: Option[] }[] {
  const made = (text: string, value: string): Option => ({ text: { type: "plain_text", text }, value });
  const people = names.people.map((person) => made(person.real_name, person.id));
  const channels = names.channels.map((channel) => made(`#${channel.name}`, channel.id));
  switch (element.type.replace("multi_", "")) {
    case "users_select":
      return [{ label: "", options: people }];
    case "channels_select":
      return [{ label: "", options: channels }];
    case "conversations_select":
      return [{ label: "", options: [...channels, ...people] }];
    default:
      return element.option_groups
        ? element.option_groups.map((group) => ({ label: group.label.text, options: group.options }))
        : [{ label: "", options: element.options ?? [] }];
  }
}

export function initialOf(element: Element): string {
  return (
    element.initial_option?.value ??
    element.initial_user ??
    element.initial_channel ??
    element.initial_conversation ??
    element.initial_date ??
    element.initial_time ??
    element.initial_value ??
    element.initial_options?.map((option) => option.value).join(",") ??
    ""
  );
}

function Menu({ element, using }: { element: Element; using: Using }): ReactNode {
  const names = useNames();
  const [value, setValue] = useState(initialOf(element));
  const label = element.placeholder?.text ?? "Choose";
  return (
    <select
      className="menu"
      aria-label={label}
      value={value}
      disabled={using.busy}
      onChange={(event) => {
        setValue(event.target.value);
        using.use(event.target.value);
      }}
    >
      <option value="" disabled hidden>
        {label}
      </option>
      <OptionList groups={optionsOf(element, names)} />
    </select>
  );
}

export function OptionList({ groups }: { groups: { label: string; options: Option[] }[] }): ReactNode {
  return groups.map((group) => {
    const options = group.options.map((option) => (
      <option key={option.value} value={option.value}>
        {decoded(option.text.text)}
      </option>
    ));
    return group.label ? (
      <optgroup key={group.label} label={group.label}>
        {options}
      </optgroup>
    ) : (
      options
    );
  });
}

function Overflow({ element, using }: { element: Element; using: Using }): ReactNode {
  const [open, setOpen] = useState(false);
  const root = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    if (!open) return;
    const away = (event: Event) => {
      if (event instanceof KeyboardEvent ? event.key === "Escape" : !root.current?.contains(event.target as Node)) {
        setOpen(false);
      }
    };
    document.addEventListener("pointerdown", away);
    document.addEventListener("keydown", away);
    return () => {
      document.removeEventListener("pointerdown", away);
      document.removeEventListener("keydown", away);
    };
  }, [open]);
  return (
    <span className="overflow" ref={root}>
      <button
        type="button"
        className="button"
        aria-label="More"
        aria-haspopup="menu"
        aria-expanded={open}
        disabled={using.busy}
        onClick={() => setOpen(!open)}
      >
        ⋯
      </button>
      {open && (
        <span className="popover" role="menu">
          {(element.options ?? []).map((option) => (
            <button
              key={option.value}
              type="button"
              role="menuitem"
              onClick={() => {
                setOpen(false);
                using.use(option.value);
              }}
            >
              <Text text={option.text} />
            </button>
          ))}
        </span>
      )}
    </span>
  );
}

function When({ element, using }: { element: Element; using: Using }): ReactNode {
  const [value, setValue] = useState(initialOf(element));
  return (
    <input
      className="menu"
      type={element.type === "datepicker" ? "date" : "time"}
      aria-label={element.placeholder?.text ?? "When"}
      value={value}
      disabled={using.busy}
      onChange={(event) => {
        setValue(event.target.value);
        if (event.target.value) using.use(event.target.value);
      }}
    />
  );
}

function Boxes({ element, using }: { element: Element; using: Using }): ReactNode {
  const many = element.type === "checkboxes";
  const [chosen, setChosen] = useState(initialOf(element).split(",").filter(Boolean));
  return (
    <fieldset className="boxes" disabled={using.busy}>
      {(element.options ?? []).map((option) => (
        <label key={option.value}>
          <input
            type={many ? "checkbox" : "radio"}
            checked={chosen.includes(option.value)}
            onChange={(event) => {
              const others = many ? chosen.filter((value) => value !== option.value) : [];
              const now = event.target.checked ? [...others, option.value] : others;
              setChosen(now);
              using.use(now.join(","));
            }}
          />
          <span>
            <Text text={option.text} />
            {option.description && (
              <small>
                <Text text={option.description} />
              </small>
            )}
          </span>
        </label>
      ))}
    </fieldset>
  );
}
