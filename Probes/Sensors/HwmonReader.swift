internal import LinuxFiles
internal import NodeModel

/// Reads a chip's files itself: below roots that libsensors does not know, for twins that it mixes up,
/// and to learn why a read failed, which it does not tell.
///
/// Source: Linux `Documentation/hwmon/sysfs-interface.rst`: one signed decimal a file.
final class HwmonReader: ChipReader {
  private struct File {
    let path: String
    let scale: Double
    let isCounter: Bool
  }
  private let base: OpenDirectory
  private let files: [File]

  /// A reader of `chip`, whose attributes' handles count from 0. `base` is the root of sysfs, or,
  /// where `isChip`, the chip's own directory.
  init(_ chip: SensorChip, below base: OpenDirectory, isChip: Bool = false) {
    let names = chip.sensors.flatMap(\.attributes).filter { $0.handle != nil }
      .sorted { ($0.handle ?? 0) < ($1.handle ?? 0) }.map(\.name)
    self.base = base
    files = names.map { name in
      File(
        path: isChip ? name.file : chip.directory + "/" + name.file, scale: name.scale,
        isCounter: name.kind == .energy)
    }
  }

  func read(_ handle: Int, buffer: inout ReadBuffer) -> AttributeReading {
    let file = files[handle]
    do {
      let text = try base.directory.attribute(file.path, into: &buffer)
      guard let number = AttributeNumber(text) else { return .failed(.garbled) }
      if file.isCounter, !number.isNegative { return .micro(number.magnitude) }
      return .real(number.double / file.scale)
    } catch {
      return .failed(FailureReason(error))
    }
  }

  func isGone(_ handle: Int) -> Bool {
    !base.directory.contains(files[handle].path)
  }
}
