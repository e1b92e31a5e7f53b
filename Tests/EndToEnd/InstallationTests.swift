import Foundation
import TestSupport
import Testing

/// What `make install` and `packaging/deb.sh` put on a node, from the sources' own files and programs that are made up.
@Suite("Installation")
struct InstallationTests {
  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  /// A tree as `make build` leaves it, but for what the programs are.
  private func built() throws -> TemporaryDirectory {
    let tree = try TemporaryDirectory()
    for name in try FileManager.default.contentsOfDirectory(atPath: Self.root.path)
    where !name.hasPrefix(".") {
      try FileManager.default.createSymbolicLink(
        atPath: tree.path + "/" + name, withDestinationPath: Self.root.path + "/" + name)
    }
    for program in ["probe", "probe-agent", "probe-fleet"] {
      try writeProgram("echo 1.2.3", to: ".build/release/" + program, in: tree)
    }
    return tree
  }

  private func writeProgram(
    _ script: String, to file: String, in tree: TemporaryDirectory
  ) throws {
    try tree.write("#!/bin/sh\n" + script + "\n", to: file)
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o755], ofItemAtPath: tree.path + "/" + file)
  }

  private func shell(_ command: String, in tree: TemporaryDirectory) throws -> Program.Result {
    try Program.run("/bin/bash", "-c", "cd \(tree.path) && { \(command); } 2>&1")
  }

  /// Relative links of a document that lead nowhere from its place; `isLeftOut` names those that may.
  private func deadLinks(
    of file: String, _ isLeftOut: (Substring) -> Bool = { _ in false }
  ) throws -> [String] {
    let text = try String(contentsOfFile: file, encoding: .utf8)
    let folder = URL(fileURLWithPath: file).deletingLastPathComponent().path
    let targets = text.matches(of: /\]\(([^)#\s]+)(?:#[^)\s]*)?\)/).map(\.1)
      .filter { !$0.hasPrefix("http") }
    #expect(targets.count > 0)
    return targets.filter {
      !isLeftOut($0) && !FileManager.default.fileExists(atPath: folder + "/" + $0)
    }.map(String.init)
  }

  @Test("links of the installed README and documents lead somewhere, and uninstall leaves no file")
  func installation() throws {
    let tree = try built()
    let made = try shell("make install DESTDIR=node", in: tree)
    #expect(made.status == 0, "\(made.output)")
    let documents = tree.path + "/node/usr/local/share/doc/nodeprobe"
    #expect(try deadLinks(of: documents + "/README.md") == [])
    let names = try FileManager.default.contentsOfDirectory(atPath: documents + "/docs")
    #expect(names.contains("operations.md"))
    for name in ["architecture.md", "fleet.md", "jobs.md", "operations.md", "power.md"] {
      // What is of use to who builds it only is not installed.
      let dead = try deadLinks(of: documents + "/docs/" + name) {
        $0.hasPrefix("../Sources/") || $0.hasPrefix("../Benchmarks/")
      }
      #expect(dead == [], "\(name)")
    }
    let removed = try shell("make uninstall DESTDIR=node", in: tree)
    #expect(removed.status == 0, "\(removed.output)")
    #expect(try shell("find node ! -type d", in: tree).output == "")
    #expect(!FileManager.default.fileExists(atPath: documents))
  }

  @Test(
    "links of the package's README lead somewhere, and it asks for what dpkg-shlibdeps has found")
  func package() throws {
    guard FileManager.default.isExecutableFile(atPath: "/usr/bin/dpkg-deb") else {
      return print("skipped: no dpkg-deb")
    }
    let tree = try built()
    try writeProgram(
      "echo 'warning: of no matter' >&2; echo 'shlibs:Depends=libc6 (>= 2.36), libyaml-0-2'",
      to: "bin/dpkg-shlibdeps", in: tree)
    let made = try shell("PATH=$PWD/bin:$PATH packaging/deb.sh", in: tree)
    #expect(made.status == 0 && !made.output.contains("warning"), "\(made.output)")
    #expect(
      try shell("dpkg-deb -f .build/nodeprobe_1.2.3_*.deb Depends", in: tree).output
        == "libc6 (>= 2.36), libyaml-0-2\n")
    // Every Debian has it, by base-files.
    try tree.write("Apache License", to: "node/usr/share/common-licenses/Apache-2.0")
    #expect(try shell("dpkg-deb -x .build/nodeprobe_1.2.3_*.deb node", in: tree).status == 0)
    #expect(try deadLinks(of: tree.path + "/node/usr/share/doc/nodeprobe/README.md") == [])
  }

  @Test("a package that cannot be made says why")
  func failedPackage() throws {
    let tree = try built()
    try writeProgram(
      "echo 'dpkg-shlibdeps: error: cannot find library libyaml-0.so.2' >&2; exit 2",
      to: "bin/dpkg-shlibdeps", in: tree)
    let made = try shell("PATH=$PWD/bin:$PATH packaging/deb.sh", in: tree)
    #expect(made.status != 0)
    #expect(made.output.contains("error: cannot find library libyaml-0.so.2"))
  }

  @Test(
    "what make deb needs is looked for, whatever else is",
    arguments: ["package", "build package", "package build"])
  func packagesForPackaging(groups: String) throws {
    let script = Self.root.appendingPathComponent("packaging/deps.sh").path
    // Without a PATH no program is found, and nothing can be installed.
    let found = try Program.run(
      "/bin/sh", "-c", "/usr/bin/env PATH=/nonexistent /bin/sh \(script) \(groups) 2>&1")
    #expect(found.status == 1)
    #expect(found.output.hasPrefix("deps.sh: no apt-get here; install what Debian calls:"))
    #expect(found.output.contains(" dpkg-dev"))
  }
}
