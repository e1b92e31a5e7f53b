/// One software thread.
struct ThreadState {
  /// Index of its owner; negative for a free place.
  var owner = -1
  /// CPU seconds until it sleeps.
  var burst = 0.0
  /// The tick at which it wakes.
  var wake = 0
  /// The logical processor it is on; negative while it sleeps or waits.
  var processor = -1
  /// Where it was last.
  var home = 0
  /// CPU seconds received, divided by weight: who has least is next.
  var virtualTime = 0.0
  /// The share of the present tick that it runs.
  var occupancy = 0.0
  /// Whether it has just come from sleep.
  var isFresh = false
}
