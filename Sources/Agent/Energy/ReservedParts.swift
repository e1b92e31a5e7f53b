/// What jobs have reserved of a node over what there is to be reserved: above 1 more than that.
struct ReservedParts: Equatable {
  /// Of cores; nil where nobody has reserved one, or nothing says how many there are.
  var cores: Double?
  /// Of memory, the same.
  var memory: Double?
}
