/** How to say a block of code: by the name of its language, verbatim, or not at all. */
export type CodeReading = "name" | "speak" | "skip";

/** A fenced block of code that is being read. */
export class CodeBlock {
  readonly #fence: string;
  readonly #language: string;
  readonly #reading: CodeReading;

  constructor(opening: string, reading: CodeReading) {
    const [, fence = "```", language = ""] = /^(`{3,}|~{3,})[ \t]*([^\s`{,]*)/.exec(opening) ?? [];
    this.#fence = fence;
    this.#language = language;
    this.#reading = reading;
  }

  get opening(): string {
    if (this.#reading !== "name") return "";
    const name = languages.get(this.#language.toLowerCase()) ?? this.#language;
    return name === "" ? "Code.\n\n" : `${name} code.\n\n`;
  }

  isClosedBy(line: string): boolean {
    const fence = line.trim();
    return (
      fence.length >= this.#fence.length &&
      fence.startsWith(this.#fence) &&
      fence.replaceAll(this.#fence.slice(0, 1), "") === ""
    );
  }

  spoken(line: string): string {
    return this.#reading === "speak" ? line : "";
  }
}

const languages: ReadonlyMap<string, string> = new Map(
  Object.entries({
    bash: "Shell",
    c: "C",
    cpp: "C++",
    cs: "C#",
    csharp: "C#",
    css: "CSS",
    go: "Go",
    html: "HTML",
    java: "Java",
    javascript: "JavaScript",
    js: "JavaScript",
    json: "JSON",
    jsx: "JavaScript",
    kotlin: "Kotlin",
    php: "PHP",
    py: "Python",
    python: "Python",
    rb: "Ruby",
    rs: "Rust",
    ruby: "Ruby",
    rust: "Rust",
    sh: "Shell",
    shell: "Shell",
    sql: "SQL",
    swift: "Swift",
    toml: "TOML",
    ts: "TypeScript",
    tsx: "TypeScript",
    typescript: "TypeScript",
    xml: "XML",
    yaml: "YAML",
    yml: "YAML",
    zsh: "Shell",
  }),
);
