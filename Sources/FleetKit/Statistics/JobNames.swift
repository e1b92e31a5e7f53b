internal import Footprint

/// What packed jobs name by numbers.
struct JobNames: Sendable {
  var kinds = NameTable<FactorKind>()
  var currencies = NameTable<Currency?>()
}
