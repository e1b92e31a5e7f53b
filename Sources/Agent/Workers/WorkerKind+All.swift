internal import Probes

extension WorkerKind {
  /// Every worker that reads hardware.
  static var all: [WorkerKind] { [sensors, inventory] }

  /// Sensor chips, some of which answer slowly or never.
  static let sensors = WorkerKind(
    name: "sensors", metrics: SensorSource.metrics, watched: SensorSource.folder,
    isOneScan: false
  ) { root, options, log in
    SensorSource.make(
      below: root, only: options.only, without: Set(options.without), log: log)
  }

  /// What the PCI devices are: libpci's memory and its way of ending the process are the worker's own.
  static let inventory = WorkerKind(
    name: "inventory", metrics: PCIInventorySource.metrics, watched: "bus/pci/devices",
    isOneScan: true
  ) { root, _, log in
    do {
      return try PCIInventorySource(below: root)
    } catch {
      log("\(error)")
      return nil
    }
  }
}
