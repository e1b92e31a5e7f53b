/// A small fixed piece of work, done before and after each block: where it goes slower, somebody else uses
/// the hardware. Neighbours on a virtual machine's host show nowhere else.
public protocol Canary {
  /// Bytes that it keeps allocated.
  var bytes: Int { get }

  /// Does the work on every CPU of the team.
  func note(on team: ThreadTeam) -> CanaryNote
}
