/// One package while it runs.
struct SocketState {
  /// Kelvin above idle.
  var kelvin = 0.0
  /// 1 while the power limit lets cores run at their turbo limit; less while it does not.
  var throttle = 1.0
  /// Watts, averaged over about a second.
  var averageWatts = 0.0
  /// What the last tick left of demanded traffic.
  var trafficGranted = 1.0

  // Since the last settling.
  /// Seconds in which the uncore was awake.
  var awake = 0.0
  /// Joules of cores alone, for the counter of that name.
  var cores = 0.0
}
