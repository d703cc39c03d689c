import { LiveOutput } from "./live-output.ts";

/** What is heard: nothing, audio that still arrives, or a recording. */
type Source =
  | { readonly at: "nothing" }
  | { readonly at: "live"; readonly output: LiveOutput; isPaused: boolean; url?: string }
  | { readonly at: "stored"; readonly url: string };

/**
 * One audio element that plays speech while it is made, and the recording of it afterwards. It changes
 * over when the live audio has been heard to its end, or someone wants another place in it.
 */
export class Playback {
  readonly audio: HTMLAudioElement;
  #source: Source = { at: "nothing" };

  constructor(audio: HTMLAudioElement) {
    this.audio = audio;
    audio.addEventListener("pause", () => this.#follow());
  }

  /** Begins to play audio that arrives. */
  live(): LiveOutput {
    this.stop();
    const output = new LiveOutput(this.audio, () => this.#changeOver(0, false));
    this.#source = { at: "live", output, isPaused: false };
    return output;
  }

  /** The audio is complete, and a recording of it is here. */
  completed(url: string): void {
    if (this.#source.at === "live") {
      const { output } = this.#source;
      this.#source.url = url;
      // Some audio can be heard only when it is whole: then this is when.
      if (output.isEmpty) this.#changeOver(0, true);
      else output.complete();
    } else this.open(url);
  }

  /** The audio broke off. What has arrived is heard to its end; a recording of it will be at `url`. */
  brokeOff(url: string): void {
    if (this.#source.at !== "live") return this.open(url);
    this.#source.url = url;
    this.#source.output.complete();
  }

  /** Plays a recording, once asked to. */
  open(url: string): void {
    this.stop();
    this.#source = { at: "stored", url };
    // The recording of a request that has just failed may not be stored yet: it is fetched when played.
    this.audio.preload = "none";
    this.audio.src = url;
  }

  get position(): number {
    return this.#source.at === "live" ? this.#source.output.position : this.audio.currentTime;
  }

  get isPlaying(): boolean {
    if (this.#source.at === "live") return !this.#source.isPaused && !this.#source.output.isHeld;
    return !this.audio.paused && !this.audio.ended;
  }

  get canSeek(): boolean {
    return (
      this.#source.at === "stored" || (this.#source.at === "live" && this.#source.url !== undefined)
    );
  }

  async toggle(): Promise<void> {
    const source = this.#source;
    if (source.at !== "live") {
      if (this.audio.error !== null) this.audio.load();
      if (this.audio.paused) await this.audio.play();
      else this.audio.pause();
    } else if (this.isPlaying) {
      source.isPaused = true;
      await source.output.pause();
    } else {
      source.isPaused = false;
      await source.output.resume();
    }
  }

  seek(seconds: number): void {
    if (this.#source.at === "live") this.#changeOver(seconds, this.isPlaying);
    else this.audio.currentTime = seconds;
  }

  stop(): void {
    if (this.#source.at === "live") this.#source.output.close();
    this.audio.pause();
    this.audio.removeAttribute("src");
    this.#source = { at: "nothing" };
  }

  /** Something else paused the element: what arrives meanwhile waits, too. */
  #follow(): void {
    const source = this.#source;
    if (source.at !== "live" || source.isPaused || !this.audio.paused) return;
    source.isPaused = true;
    void source.output.pause();
  }

  #changeOver(seconds: number, goOn: boolean): void {
    if (this.#source.at !== "live" || this.#source.url === undefined) return;
    this.open(this.#source.url);
    this.audio.currentTime = seconds;
    // A refusal leaves it paused, which is what is shown.
    if (goOn) this.audio.play().catch(() => undefined);
  }
}
