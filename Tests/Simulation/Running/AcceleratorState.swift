/// One accelerator while it runs.
struct AcceleratorState {
  /// One job's use of it.
  struct User {
    let owner: Int
    let use: AcceleratorUse
    var isOn = false
    var changes = 0.0
    /// Busy seconds since the last sample.
    var busySeconds = 0.0
  }

  let parameters: AcceleratorParameters
  var users: [User] = []
  /// Joules since the start.
  var joules = 0.0
  /// Present watts.
  var watts = 0.0
}
