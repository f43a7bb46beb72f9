import { createContext, useContext, useState, type ReactNode } from "react";
import { Text } from "../mrkdwn";
import type { Block, Element } from "../types";
import { useNames } from "../workspace";
import { initialOf, Interactive, OptionList, optionsOf } from "./Actions";

export interface Form {
  set: (actionId: string, value: string) => void;
  problems: Record<string, string>;
}

/** The modal around an input, which gathers the values; outside of one an input sends by itself. */
export const FormContext = createContext<Form | null>(null);

export function Input({ block }: { block: Block }): ReactNode {
  const form = useContext(FormContext);
  const element = block.element;
  if (!element) return null;
  const problem = form?.problems[block.block_id];
  const id = `${block.block_id}-${element.action_id}`;
  return (
    <div className="input">
      <label htmlFor={id}>
        <Text text={block.label} />
        {block.optional && <small> (optional)</small>}
      </label>
      {form ? (
        <Field id={id} element={element} form={form} required={!block.optional} />
      ) : (
        <Interactive element={element} blockId={block.block_id} />
      )}
      {block.hint && (
        <p className="hint">
          <Text text={block.hint} />
        </p>
      )}
      {problem && (
        <p className="problem" role="alert">
          {problem}
        </p>
      )}
    </div>
  );
}

const TYPES: Record<string, string> = {
  email_text_input: "email",
  url_text_input: "url",
  number_input: "number",
  datepicker: "date",
  timepicker: "time",
};

function Field(props: { id: string; element: Element; form: Form; required: boolean }): ReactNode {
  const { id, element, form, required } = props;
  const names = useNames();
  const [value, setValue] = useState(initialOf(element));
  const change = (next: string) => {
    setValue(next);
    form.set(element.action_id, next);
  };
  const shared = { id, value, required, className: "field", placeholder: element.placeholder?.text };
  if (element.type === "radio_buttons" || element.type === "checkboxes") {
    return <BoxField element={element} value={value} change={change} />;
  }
  if (element.type.endsWith("_select")) {
    return (
      <select {...shared} onChange={(event) => change(event.target.value)}>
        <option value="" disabled hidden>
          {element.placeholder?.text ?? "Choose"}
        </option>
        <OptionList groups={optionsOf(element, names)} />
      </select>
    );
  }
  const lengths = { minLength: element.min_length, maxLength: element.max_length };
  if (element.multiline) {
    return <textarea {...shared} {...lengths} rows={3} onChange={(event) => change(event.target.value)} />;
  }
  return (
    <input
      {...shared}
      {...lengths}
      type={TYPES[element.type] ?? "text"}
      min={element.min_value}
      max={element.max_value}
      onChange={(event) => change(event.target.value)}
    />
  );
}

function BoxField(props: { element: Element; value: string; change: (value: string) => void }): ReactNode {
  const many = props.element.type === "checkboxes";
  const chosen = props.value.split(",").filter(Boolean);
  return (
    <fieldset className="boxes">
      {(props.element.options ?? []).map((option) => (
        <label key={option.value}>
          <input
            type={many ? "checkbox" : "radio"}
            name={props.element.action_id}
            checked={chosen.includes(option.value)}
            onChange={(event) => {
              const others = many ? chosen.filter((value) => value !== option.value) : [];
              props.change((event.target.checked ? [...others, option.value] : others).join(","));
            }}
          />
          <span>
            <Text text={option.text} />
          </span>
        </label>
      ))}
    </fieldset>
  );
}
