/// Settings, by their place in a table, that nodes of a model have, or results on them.
struct ModelSettings: Hashable, Sendable {
  let model: Int
  let settings: Int
}
