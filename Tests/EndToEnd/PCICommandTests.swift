import Foundation
import TestSupport
import Testing

/// Archives of captured machines, with the place of their sysfs.
private let captured = [
  ("sysroots/2pa-pcidomain32bits.tar.bz2", "2pa-pcidomain32bits/sys"),
  ("sysroots/32em64t-2n8c+dax+nvme+mic+dimms.tar.bz2", "32em64t-2n8c+1mic/sys"),
  ("sysroots/40intel64-2g2n4c+pcilocality.tar.bz2", "40intel64-2g2n4c+pci/sys"),
  ("sysroots/40intel64-4n10c+pci-conflicts.tar.bz2", "40intel64-4n10c+pci-conflicts/sys"),
  ("sysroots/fakepcilocalities.tar.bz2", "fakepcilocalities/sys"),
  ("node_exporter/sys.tar.gz", "sys"),
]

/// `probe pci --json` against Debian's `lspci`, field by field.
@Suite("probe pci")
struct PCICommandTests {
  @Test("the devices of this machine are those that lspci lists, with equal fields")
  func thisMachine() throws {
    let truth = try LspciRecords(
      Program.run("/usr/bin/lspci", "-Dnnvmmk").output)
    try expect(BuiltProgram.run("probe", ["pci", "--json"]), equals: truth)
  }

  @Test("every dump reads as lspci reads it")
  func dumps() throws {
    guard let folder = HardwareData.path("pci-dumps") else { return }
    let names = try FileManager.default.contentsOfDirectory(atPath: folder)
      .filter { !$0.contains(".") }.sorted()
    #expect(names.count >= 20)
    for name in names {
      let dump = folder + "/" + name
      let truth = try LspciRecords(
        Program.run("/usr/bin/lspci", "-F", dump, "-Dnnvmmk").output)
      #expect(!truth.records.isEmpty, "\(name)")
      let result = try BuiltProgram.run("probe", ["pci", "--json", "--dump", dump])
      try expect(result, equals: truth, name)
      // And what another machine's lspci wrote beside it.
      let numbers = try LspciRecords(
        String(contentsOfFile: dump + ".lspci.vmmn", encoding: .utf8))
      #expect(numbers.addresses == truth.addresses, "\(name)")
    }
  }

  @Test("every captured machine reads as lspci reads it", arguments: captured)
  func machines(_ archive: String, _ root: String) throws {
    guard let file = HardwareData.path(archive) else { return }
    let tree = try TemporaryDirectory()
    let sys = tree.path + "/" + root
    // What lies beside it are ten thousand files that nobody reads here.
    _ = try Program.run(
      "/usr/bin/tar", "--no-same-owner", "-xf", file, "-C", tree.path, "--wildcards",
      root + "/bus/pci", root + "/devices/pci*", root + "/bus/pci/*")
    let truth = try LspciRecords(
      Program.run(
        "/usr/bin/lspci", "-A", "linux-sysfs", "-O", "sysfs.path=\(sys)/bus/pci", "-Dnnvmmk"
      ).output)
    #expect(!truth.records.isEmpty)
    try expect(BuiltProgram.run("probe", ["pci", "--json", "--sysfs", sys]), equals: truth)
  }

  @Test("an unusable dump is one line on standard error, nothing on standard output, exit 2")
  func unusableDumps() throws {
    let folder = try TemporaryDirectory()
    let cases = [
      "empty": "", "words": "This is no dump.\n",
      "bad digits": "00:00.0 x\n00: 86 80 zz 2f\n", "no last newline": "00:00.0 x\n00: 86 80",
      "row beyond the end": "00:00.0 x\n1000: 86 80 04 2f\n",
      "line too long": "00:00.0 " + String(repeating: "x", count: 100_000) + "\n",
    ]
    for (name, text) in cases {
      try folder.write(text, to: "dump")
      let truth = try Program.run("/usr/bin/lspci", "-F", folder.path + "/dump")
      #expect(truth.status != 0 || truth.output.isEmpty, "\(name)")
      let result = try BuiltProgram.run("probe", ["pci", "--dump", folder.path + "/dump"])
      #expect(result.status == 2, "\(name)")
      #expect(result.output.isEmpty, "\(name)")
      #expect(result.errors.split(separator: "\n").count == 1, "\(name): \(result.errors)")
      #expect(result.errors.contains(folder.path + "/dump"), "\(name): \(result.errors)")
    }
    for missing in ["/nonexistent/dump", "/"] {
      let result = try BuiltProgram.run("probe", ["pci", "--dump", missing])
      #expect(result.status == 2)
      #expect(result.errors.split(separator: "\n").count == 1)
    }
  }

  @Test("a tree without PCI is an empty list, and one line for people")
  func noPCI() throws {
    let tree = try TemporaryDirectory()
    let json = try BuiltProgram.run("probe", ["pci", "--json", "--sysfs", tree.path])
    #expect(json.output == "[]\n" && json.status == 0)
    let table = try BuiltProgram.run("probe", ["pci", "--sysfs", tree.path])
    #expect(table.output == "no PCI devices\n" && table.status == 0)
  }

  private func expect(
    _ result: BuiltProgram.Result, equals truth: LspciRecords, _ name: String = ""
  ) throws {
    #expect(result.status == 0, "\(name): \(result.errors)")
    let json = try JSONSerialization.jsonObject(with: Data(result.output.utf8))
    let devices = try #require(json as? [[String: Any]])
    #expect(devices.compactMap { $0["address"] as? String } == truth.addresses, "\(name)")
    for (device, record) in zip(devices, truth.records) {
      var found = device
      found["link"] = nil  // lspci -vmm does not print it.
      #expect(
        found.mapValues { "\($0)" } == record.asJSON.mapValues { "\($0)" },
        "\(name) \(record.fields["Slot", default: []])")
    }
  }
}
