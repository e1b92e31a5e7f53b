extension WorkerKind {
  /// Every worker that reads hardware.
  static var all: [WorkerKind] { [] }
}
