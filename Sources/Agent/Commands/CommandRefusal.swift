/// Why a command is not made a job, or not ended, with the status of HTTP that says so.
public enum CommandRefusal: Error, Sendable, Equatable, CustomStringConvertible {
  /// The request is not what it should be: 400.
  case wrong(String)
  /// It is somebody else's: 403.
  case forbidden(String)
  /// There is nothing of that name: 404.
  case unknown(String)
  /// It cannot be done as things are: 409.
  case conflict(String)

  /// One line for people.
  public var description: String {
    switch self {
    case .wrong(let line), .forbidden(let line), .unknown(let line), .conflict(let line): line
    }
  }

  var status: Response.Status {
    switch self {
    case .wrong: .badRequest
    case .forbidden: .forbidden
    case .unknown: .notFound
    case .conflict: .conflict
    }
  }
}
