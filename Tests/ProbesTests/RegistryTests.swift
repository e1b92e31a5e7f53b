import NodeModel
import TestSupport
import Testing

@testable import Probes

@Suite("Registry")
struct RegistryTests {
  @Test("every probe reads this machine without a failure, and no series twice")
  func thisMachine() throws {
    var tables: [SeriesTable] = []
    for probe in ProbeRegistry.all {
      guard let sampling = try Sampling(probe, rounds: 2) else { continue }
      #expect(sampling.readings.mainFailure == nil, "\(probe.name)")
      #expect(!sampling.readings.wantsDiscovery, "\(probe.name)")
      tables.append(sampling.series)
    }
    let catalogue = Catalogue(tables)
    for section in tables.indices {
      #expect(catalogue.duplicates(in: section) == 0)
    }
  }

  @Test("names of probes are different words")
  func names() {
    let names = ProbeRegistry.all.map { $0.name.description }
    #expect(Set(names).count == names.count)
    for name in names { #expect(name.allSatisfy { $0.isLowercase || $0 == "_" }, "\(name)") }
  }

  @Test("an empty tree is no error: there is simply nothing")
  func emptyTree() throws {
    let tree = try TemporaryDirectory()
    for probe in ProbeRegistry.all {
      let sampling = try Sampling(probe, proc: tree.path, sys: tree.path)
      #expect(sampling?.readings.mainFailure == nil, "\(probe.name)")
    }
  }

  @Test("no label is one that Prometheus puts on every series of a target itself")
  func labelsOfTargets() throws {
    let forbidden: Set = ["job", "instance", "pod", "namespace", "container"]
    let none = try TemporaryDirectory()
    var trees = [("/proc", "/sys")]
    if let tree = try HardwareData.unpack("node_exporter/sys.tar.gz") {
      trees.append((none.path, tree.path + "/sys"))
    }
    var probes: Set<String> = []
    for (proc, sys) in trees {
      for probe in ProbeRegistry.all {
        guard let sampling = try Sampling(probe, proc: proc, sys: sys) else { continue }
        probes.insert("\(probe.name)")
        for entry in sampling.series.entries {
          #expect(forbidden.isDisjoint(with: entry.labels.map(\.name)), "\(entry.metric.name)")
        }
      }
    }
    #expect(probes.isSuperset(of: ["cpu", "virtualization", "network_link", "identity"]))
  }

  @Test("no probe tells an age or the time: a page is older than what it says")
  func ages() throws {
    for probe in ProbeRegistry.all {
      for entry in try Sampling(probe)?.series.entries ?? [] {
        let name = entry.metric.name.description
        #expect(!name.contains("uptime") && !name.contains("_age_"), "\(name)")
        #expect(name != "nodeprobe_time_seconds")
      }
    }
  }
}
