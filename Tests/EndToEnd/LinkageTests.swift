import TestSupport
import Testing

@Suite("What the programs link")
struct LinkageTests {
  private let agent = ShippedProgram("probe-agent")
  private let probe = ShippedProgram("probe")

  /// `probe`, which may use both, shows that the marks would be seen.
  @Test(
    "the agent holds nothing of Foundation and nothing of ArgumentParser",
    arguments: ["20FoundationEssentials", "14ArgumentParser"])
  func agentIsLean(mark: String) throws {
    #expect(try probe.contains(mark))
    #expect(try !agent.contains(mark))
    #expect(try !agent.libraries().contains { $0.hasPrefix("libFoundation") })
  }

  @Test(
    "the agent asks for the hardware's libraries, and for those of C and C++, and for nothing else")
  func agentNeedsOnlyWhatDebianHas() throws {
    let libraries = Set(try agent.libraries().map { String($0.prefix { $0 != "." }) })
    let expected: Set = ["libsensors", "libpci", "libsqlite3", "libyaml-0", "libz"]
    #expect(libraries.isSuperset(of: expected))
    let system: Set = [
      "libc", "libm", "libstdc++", "libgcc_s", "ld-linux-x86-64", "ld-linux-aarch64",
    ]
    let foreign = libraries.subtracting(expected).subtracting(system)
    guard agent.isRelease else {
      print("skipped: no release build, so nothing was learnt of the Swift library inside")
      // Dispatch and its blocks belong to the toolchain, too.
      let toolchain = ["libdispatch", "libBlocksRuntime"]
      #expect(foreign.allSatisfy { $0.hasPrefix("libswift") || toolchain.contains($0) })
      return
    }
    #expect(foreign.isEmpty)
  }
}
