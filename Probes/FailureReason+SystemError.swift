internal import CLinux
public import LinuxFiles
public import NodeModel

extension FailureReason {
  /// The word for an error of the kernel.
  public init(_ error: SystemError) {
    switch error.code {
    case EACCES, EPERM: self = .accessDenied
    case ENOENT, ENOTDIR, ENODEV, ENXIO, ESRCH: self = .absent
    case EAGAIN, ENODATA, EBUSY: self = .unavailable
    case ETIMEDOUT: self = .hung
    case EILSEQ, EFBIG: self = .garbled
    default: self = .inputOutput
    }
  }
}

extension Readings {
  /// The series could not be read.
  public mutating func fail(_ series: Series, _ error: SystemError) {
    fail(series, FailureReason(error))
  }

  /// Nothing of the probe could be read. A file that is gone means that the hardware is another now.
  public mutating func failAll(_ error: SystemError) {
    failAll(FailureReason(error))
    if error.isAbsent { discoverAgain() }
  }
}
