internal import LinuxFiles
internal import NodeModel

extension PCILinkMember {
  /// Reads how far the device sleeps; true where its registers may be read without waking it.
  func readPowerState(
    in folder: borrowing Folder, into readings: inout Readings, buffer: inout ReadBuffer
  ) -> Bool {
    guard let powerState else { return link != nil && Self.isActive(folder, &buffer) }
    do {
      let text = try folder.contents(of: "power_state", into: &buffer)
      return Self.show(text, in: powerState, &readings) == .d0
    } catch {
      readings.fail(powerState, error)
      return false
    }
  }

  /// Reads how far a device sleeps of which nothing else is read.
  func readPowerFile(
    _ path: String, below devices: borrowing Directory, into readings: inout Readings,
    buffer: inout ReadBuffer
  ) {
    guard let powerState else { return }
    do {
      Self.show(try devices.contents(of: path, into: &buffer), in: powerState, &readings)
    } catch {
      readings.fail(powerState, error)
      if error.isAbsent { readings.discoverAgain() }
    }
  }

  /// Takes D0 where the kernel says "unknown", as it does of devices without power management.
  @discardableResult
  private static func show(
    _ text: Span<UInt8>, in series: Series, _ readings: inout Readings
  ) -> PCIPowerState {
    guard let state = PCIPowerState(text: text) else {
      readings.clear(series)
      return .d0
    }
    readings.set(series, count: UInt64(state.rawValue))
    return state
  }

  /// Kernels before 5.12 say only whether the device is suspended.
  private static func isActive(_ folder: borrowing Folder, _ buffer: inout ReadBuffer) -> Bool {
    guard let text = try? folder.contents(of: "power/runtime_status", into: &buffer) else {
      return true
    }
    var scanner = ByteScanner(text)
    return !scanner.skip("suspended")
  }

  /// Reads the link of a device that is awake; that of a sleeping one is absent.
  mutating func readLink(
    in folder: borrowing Folder, isAwake: Bool, into readings: inout Readings,
    buffer: inout ReadBuffer
  ) {
    guard let link else { return }
    guard isAwake else {
      known.width = nil
      known.speed = nil
      readings.clear(link.width)
      readings.clear(link.maxWidth)
      readings.clear(link.speed)
      readings.clear(link.maxSpeed)
      return
    }
    known.width = Self.number(
      "current_link_width", PCILink.width, link.width, folder, &readings, &buffer)
    known.speed = Self.number(
      "current_link_speed", PCILink.speed, link.speed, folder, &readings, &buffer)
    if let lanes = known.maxWidth {
      readings.set(link.maxWidth, count: lanes)
    } else {
      known.maxWidth = Self.number(
        "max_link_width", PCILink.width, link.maxWidth, folder, &readings, &buffer)
    }
    if let transfers = known.maxSpeed {
      readings.set(link.maxSpeed, count: transfers)
    } else {
      known.maxSpeed = Self.number(
        "max_link_speed", PCILink.speed, link.maxSpeed, folder, &readings, &buffer)
    }
  }

  /// Reads the errors that the kernel counted.
  func readErrors(
    in folder: borrowing Folder, into readings: inout Readings, buffer: inout ReadBuffer
  ) {
    guard let errors else { return }
    Self.number(
      "aer_dev_correctable", Self.totalErrors, errors.correctable, folder, &readings, &buffer)
    Self.number("aer_dev_nonfatal", Self.totalErrors, errors.nonfatal, folder, &readings, &buffer)
    Self.number("aer_dev_fatal", Self.totalErrors, errors.fatal, folder, &readings, &buffer)
  }

  /// Reads into how many virtual functions the device is split.
  func readVirtualFunctions(
    in folder: borrowing Folder, into readings: inout Readings, buffer: inout ReadBuffer
  ) {
    guard let functions = virtualFunctions else { return }
    Self.number("sriov_numvfs", Self.unsigned, functions.count, folder, &readings, &buffer)
    Self.number("sriov_totalvfs", Self.unsigned, functions.limit, folder, &readings, &buffer)
  }

  /// The number behind the last line's key, "TOTAL_ERR_COR 12"; the lines above it count each error
  /// by name.
  static func totalErrors(in text: Span<UInt8>) throws(SystemError) -> UInt64? {
    var scanner = ByteScanner(text)
    guard scanner.seek(line: "TOTAL_ERR_") else { throw .garbled("aer_dev") }
    scanner.skipWord()
    guard let total = scanner.unsigned() else { throw .garbled("aer_dev") }
    return total
  }

  private static func unsigned(in text: Span<UInt8>) throws(SystemError) -> UInt64? {
    var scanner = ByteScanner(text)
    guard let number = scanner.unsigned() else { throw .garbled("sriov") }
    return number
  }

  /// Reads one file into one series. What is not there has no value, and that is no failure.
  @discardableResult
  private static func number(
    _ name: StaticString, _ parse: (Span<UInt8>) throws(SystemError) -> UInt64?,
    _ series: Series, _ folder: borrowing Folder, _ readings: inout Readings,
    _ buffer: inout ReadBuffer
  ) -> UInt64? {
    do {
      guard let value = try parse(folder.contents(of: name, into: &buffer)) else {
        readings.clear(series)
        return nil
      }
      readings.set(series, count: value)
      return value
    } catch  where error.isAbsent {
      readings.clear(series)
    } catch {
      readings.fail(series, error)
    }
    return nil
  }
}
