/// How much of the variance of values is that between groups (η², the correlation ratio; Fisher 1925).
struct VarianceShare {
  /// From 0, where the groups have one mean, to 1, where they explain everything; 0 where nothing varies.
  let share: Double

  /// Of values by groups.
  init(groups: some Collection<[Double]>) {
    let all = groups.reduce(0) { $0 + $1.count }
    guard all > 0 else {
      share = 0
      return
    }
    let mean = groups.reduce(0) { $0 + $1.reduce(0, +) } / Double(all)
    var (between, total) = (0.0, 0.0)
    for group in groups where !group.isEmpty {
      let own = group.reduce(0, +) / Double(group.count)
      between += Double(group.count) * (own - mean) * (own - mean)
      for value in group { total += (value - mean) * (value - mean) }
    }
    share = total > 0 ? between / total : 0
  }
}
