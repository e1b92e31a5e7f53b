import Foundation
import TestSupport
import Testing

/// `probe top` on a terminal of its own, below something that does what a shell does with jobs.
@Suite("probe top on a terminal")
struct TopCommandTests {
  /// Prints whether Ctrl-Z has stopped it, and whether the terminal echoes and takes lines meanwhile. Then it is continued
  /// in the background where that is asked for: prints whether the terminal has stopped it again. In the end its status,
  /// after two keys that come at once, the second of which ends it, or the signal that ended it in the background, and
  /// whether it has drawn anything there.
  private static let terminal = """
    import os, pty, select, signal, sys, termios
    signal.alarm(120)
    told, tell = os.pipe()
    asked, ask = os.pipe()
    shell, screen = pty.fork()
    if shell == 0:
        signal.signal(signal.SIGTTOU, signal.SIG_IGN)
        job = os.fork()
        if job == 0:
            os.setpgid(0, 0)
            os.tcsetpgrp(0, os.getpid())
            signal.signal(signal.SIGTTOU, signal.SIG_DFL)
            signal.pthread_sigmask(signal.SIG_SETMASK, [])
            os.execv(sys.argv[1], [sys.argv[1], "top", "--state-dir", sys.argv[2]])
        status = os.waitpid(job, os.WUNTRACED)[1]
        mode = termios.tcgetattr(0)[3]
        words = [os.WIFSTOPPED(status), bool(mode & termios.ECHO), bool(mode & termios.ICANON)]
        os.tcsetpgrp(0, os.getpgrp())
        os.write(tell, (" ".join(map(str, words)) + "\\n").encode())
        if sys.argv[3] == "background":
            os.killpg(job, signal.SIGCONT)
            status = os.waitpid(job, os.WUNTRACED)[1]
            words = [os.WIFSTOPPED(status) and os.WSTOPSIG(status) == signal.SIGTTOU]
            words.append(bool(termios.tcgetattr(0)[3] & termios.ECHO))
            os.write(tell, (" ".join(map(str, words)) + "\\n").encode())
            os.read(asked, 1)
        if sys.argv[3] == "end":
            os.killpg(job, signal.SIGTERM)
        else:
            os.tcsetpgrp(0, job)
        os.killpg(job, signal.SIGCONT)
        status = os.waitpid(job, os.WUNTRACED)[1]
        os.write(tell, (str(os.waitstatus_to_exitcode(status)) + "\\n").encode())
        os._exit(0)

    def look(until):
        seen = b""
        while until not in seen:
            if told in select.select([screen, told], [], [])[0]: return
            seen += os.read(screen, 65536)

    def line():
        text = b""
        while not text.endswith(b"\\n"): text += os.read(told, 1)
        return text.decode()

    # What it wrote before it was stopped may come late.
    def has_drawn(): return b"\\x1b[?1049h" in drawn or b"\\x1b[?2026h" in drawn

    drawn = b""
    def answer():
        global drawn
        drawn = b""
        while True:
            ready = select.select([screen, told], [], [])[0]
            try:
                if screen in ready:
                    drawn += os.read(screen, 65536)
                    continue
            except OSError:
                pass  # nobody has the other end any more
            if told in ready: return line()

    look(b"q leave")
    os.write(screen, b"\\x1a")
    print(answer(), end="")
    if sys.argv[3] == "background":
        print(answer() + str(has_drawn()))
        os.write(ask, b"\\n")
    if sys.argv[3] != "end":
        look(b"q leave")
        os.write(screen, b"sq")
        print(answer(), end="")
    else:
        print(answer() + str(has_drawn()))
    """

  @Test(
    "Ctrl-Z stops it with the terminal as it was, it goes on in front, and no key is lost",
    arguments: [
      ("front", "0\n"), ("background", "True True\nFalse\n0\n"), ("end", "-15\nFalse\n"),
    ])
  func suspension(place: String, rest: String) throws {
    let agent = try RunningAgent()
    let program = BuiltProgram.folder.appendingPathComponent("probe").path
    let result = try CommandStage.unblocked {
      try Program.run("/usr/bin/env", "python3", "-c", Self.terminal, program, agent.state, place)
    }
    #expect(result.output == "True True True\n" + rest)
    #expect(agent.stop() == 0)
  }
}
