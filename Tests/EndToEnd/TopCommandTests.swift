import Foundation
import TestSupport
import Testing

/// `probe top` on a terminal of its own, below something that does what a shell does with jobs.
@Suite("probe top on a terminal")
struct TopCommandTests {
  /// Prints whether Ctrl-Z has stopped it, whether the terminal echoes and takes lines meanwhile, and its status after
  /// two keys that come at once, the second of which ends it.
  private static let terminal = """
    import os, pty, select, signal, sys, termios
    signal.alarm(120)
    told, tell = os.pipe()
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
        os.tcsetpgrp(0, job)
        os.killpg(job, signal.SIGCONT)
        status = os.waitpid(job, os.WUNTRACED)[1]
        os.write(tell, (str(os.WIFEXITED(status) and os.WEXITSTATUS(status)) + "\\n").encode())
        os._exit(0)

    def look(until):
        seen = b""
        while until not in seen:
            if told in select.select([screen, told], [], [])[0]: return
            seen += os.read(screen, 65536)

    def answer():
        while True:
            ready = select.select([screen, told], [], [])[0]
            if told in ready: return os.read(told, 100).decode()
            os.read(screen, 65536)

    look(b"q leave")
    os.write(screen, b"\\x1a")
    print(answer(), end="")
    look(b"q leave")
    os.write(screen, b"sq")
    print(answer(), end="")
    """

  @Test("Ctrl-Z stops it with the terminal as it was, it goes on, and no key is lost")
  func suspension() throws {
    let agent = try RunningAgent()
    let program = BuiltProgram.folder.appendingPathComponent("probe").path
    let result = try CommandStage.unblocked {
      try Program.run("/usr/bin/env", "python3", "-c", Self.terminal, program, agent.state)
    }
    #expect(result.output == "True True True\n0\n")
    #expect(agent.stop() == 0)
  }
}
