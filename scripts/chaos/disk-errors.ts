import { execa } from "execa";

/** Every third write to a file fails: to those of the database and of the audio. */
const injection = "inject=pwrite64,pwritev,fsync,fdatasync:error=EIO:when=3+3";

/** Whether strace is there and may look into a process. */
export async function canFailWrites(): Promise<boolean> {
  const { failed } = await execa("strace", ["-qq", "-o", "/dev/null", "true"], { reject: false });
  return !failed;
}

/** Lets writes of a process fail with EIO for a while. */
export async function failWrites(pid: number, ms: number): Promise<void> {
  const argv = ["-f", "-qq", "-o", "/dev/null", "-e", "trace=pwrite64,pwritev,fsync,fdatasync"];
  await execa("strace", [...argv, "-e", injection, "-p", String(pid)], {
    reject: false,
    timeout: ms,
    killSignal: "SIGINT",
  });
}
