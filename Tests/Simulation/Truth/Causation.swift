/// Who is charged for what a core or an uncore draws only because somebody keeps it awake.
///
/// Two honest answers exist; a method that is good under only one of them has learnt a convention.
public enum Causation: Sendable, CaseIterable {
  /// In proportion to the own switching of those who use the structure at that moment: a thread
  /// that works it harder is charged for more of it.
  case switching
  /// Equally to every hardware thread that keeps it awake, by time: the Shapley value of a game in
  /// which any one player suffices to wake it.
  case presence
}
