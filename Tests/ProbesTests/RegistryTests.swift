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
}
