internal import Probes

extension WorkerKind {
  /// Every worker that reads hardware.
  static var all: [WorkerKind] { [sensors, inventory] }

  /// Whatever may answer slowly or never: sensor chips, and the part of other probes for which somebody
  /// else has to be asked. They share one process, since each would cost as much memory as all together.
  static let sensors = WorkerKind(
    name: "sensors", isOneScan: false,
    parts: [
      Part(
        probe: "sensors", metrics: SensorSource.metrics,
        watch: { FolderWatch(SensorSource.folder) }
      ) { root, choice, log in
        SensorSource.make(below: root, only: choice.only, without: choice.without, log: log)
      }
    ] + ProbeRegistry.divided.map(Part.init))

  /// What the PCI devices are: libpci's memory and its way of ending the process are the worker's own.
  static let inventory = WorkerKind(
    name: "inventory", isOneScan: true,
    parts: [
      Part(
        probe: "inventory", metrics: PCIInventorySource.metrics, watch: { PCIInventoryWatch() }
      ) { root, _, log in
        do {
          return try PCIInventorySource(below: root)
        } catch {
          log("\(error)")
          return nil
        }
      }
    ])
}

extension WorkerKind.Part {
  /// The part of a probe that may wait.
  fileprivate init(_ probe: any DividedProbe.Type) {
    self.init(
      probe: probe.name.description, metrics: probe.metrics, watch: { GroupWatch(probe) }
    ) { root, choice, log in
      DividedSource.make(
        probe, below: root, only: choice.only, without: choice.without, log: log)
    }
  }
}
