import { useState, type ReactNode } from "react";
import { Dialog } from "./Dialog";
import type { SharedFile } from "./types";

export function Files({ files }: { files: SharedFile[] }): ReactNode {
  return (
    <div className="files">
      {files.map((file) =>
        file.mimetype.startsWith("image/") ? <Picture key={file.id} file={file} /> : <Other key={file.id} file={file} />,
      )}
    </div>
  );
}

function pathOf(file: SharedFile): string {
  return new URL(file.url_private).pathname;
}

function Picture({ file }: { file: SharedFile }): ReactNode {
  const [large, setLarge] = useState(false);
  const alt = file.alt_txt ?? file.title;
  return (
    <figure>
      <figcaption>{file.title}</figcaption>
      <button type="button" className="picture" onClick={() => setLarge(true)} aria-label={`Enlarge: ${alt}`}>
        <img src={pathOf(file)} alt={alt} width={file.original_w} height={file.original_h} loading="lazy" />
      </button>
      {large && (
        <Dialog title={file.title} label={file.title} onClose={() => setLarge(false)} className="lightbox">
          <img src={pathOf(file)} alt={alt} />
          {file.alt_txt && <p>{file.alt_txt}</p>}
        </Dialog>
      )}
    </figure>
  );
}

function Other({ file }: { file: SharedFile }): ReactNode {
  const size = file.size < 10_000 ? `${file.size} B` : `${Math.round(file.size / 1000)} kB`;
  return (
    <a className="file" href={pathOf(file)} target="_blank" rel="noreferrer">
      <span className="file-type" aria-hidden="true">
        {file.pretty_type.slice(0, 4)}
      </span>
      <span>
        <strong>{file.title}</strong>
        <small>
          {file.pretty_type} · {size}
        </small>
      </span>
    </a>
  );
}
