import LinuxFiles
import Testing

@testable import Probes

@Suite("Names and numbers of sensor chips")
struct SensorNamesTests {
  @Test("a file's name says which sensor, and what of it")
  func attributeNames() throws {
    let name = try #require(AttributeName("temp12_crit_hyst"))
    #expect(name.kind == .temperature && name.channel == 12)
    #expect(name.sensor == "temp12" && name.suffix == "crit_hyst" && name.role == .limit)
    #expect(AttributeName("in0_input")?.role == .input)
    #expect(AttributeName("power1_average")?.role == .average)
    #expect(AttributeName("fan2_fault")?.role == .fault)
    #expect(AttributeName("temp1_offset")?.role == .setting)
    #expect(AttributeName("intrusion0_alarm")?.alarmKind == "intrusion")
    #expect(AttributeName("curr1_lcrit_alarm")?.alarmKind == "lcrit")
    #expect(AttributeName("in1_alarm")?.alarmKind == "alarm")
    #expect(AttributeName("cpu0_vid")?.sensor == "cpu0_vid")
    #expect(AttributeName("cpu0_vid")?.file == "cpu0_vid")
    #expect(AttributeName("energy1_input")?.scale == 1_000_000)
  }

  @Test(
    "a file that libsensors does not know is no attribute",
    arguments: [
      "name", "uevent", "temp1", "temp_input", "temp0_input", "temp1025_input", "tempx_input",
      "temp1_inputs", "temp-1_input", "pwm1_enable", "freq1_input", "in0_fault", "fan1_target",
      "temp1_", "_input", "humidity1_max", "temp99999999999999999999_input", "temp1_label", "",
    ])
  func unknownNames(file: String) {
    #expect(AttributeName(file) == nil)
  }

  @Test(
    "a chip is named after bus and address as sensors prints it",
    arguments: [
      ("0-004c", "i2c", "x-i2c-0-4c"), ("12-0018", "i2c", "x-i2c-12-18"),
      ("9191-0290", "i2c", "x-isa-0290"), ("0000:01:00.0", "pci", "x-pci-0100"),
      ("0000:00:18.3", "pci", "x-pci-00c3"), ("0001:02:03.4", "pci", "x-pci-1021c"),
      ("coretemp.1", "platform", "x-isa-0001"), ("nct6775.656", "platform", "x-isa-0290"),
      ("thinkpad_hwmon", "platform", "x-isa-0000"), ("PNP0C14:01", "platform", "x-isa-0000"),
      ("PNP0C0A:00", "acpi", "x-acpi-0"), ("spi0.1", "spi", "x-spi-0-1"),
      ("0003:1B1C:0C10.0004", "hid", "x-hid-3-4"), ("!mdio-mux!mdio:08", "mdio_bus", "x-mdio-8"),
      ("0:0:0:0", "scsi", "x-scsi-0-0"), ("5:1:2:3", "scsi", "x-scsi-5-123"),
    ])
  func addresses(device: String, subsystem: String, name: String) {
    #expect(ChipAddress(device: device, subsystem: subsystem)?.name("x") == name)
  }

  @Test("a bus that libsensors does not know has no address")
  func unknownBuses() {
    #expect(ChipAddress(device: "nvme0", subsystem: "nvme") == nil)
    #expect(ChipAddress(device: "thermal_zone0", subsystem: "thermal") == nil)
    #expect(ChipAddress(device: "i2c-ELAN:00", subsystem: "i2c") == nil)
    #expect(ChipAddress(device: "host0", subsystem: "scsi") == nil)
    #expect(ChipAddress.virtual.name("iwlwifi_1") == "iwlwifi_1-virtual-0")
  }

  @Test("one whole decimal is a number, all else is garbage")
  func numbers() {
    func read(_ text: String) -> Double? { AttributeNumber(Array(text.utf8).span)?.double }
    #expect(read("42000\n") == 42000)
    #expect(read("-5000\n") == -5000)
    #expect(read(" 7 \n\n") == 7)
    #expect(read("18446744073709551615\n") == 18_446_744_073_709_551_616)
    for text in [
      "", "\n", "0x20\n", "12abc\n", "nan\n", "inf\n", "18446744073709551616\n", "- 5\n", "1.5\n",
      "1 2\n", "1\n2\n", "+5\n", "--5\n", String(repeating: "9", count: 4096),
    ] {
      #expect(read(text) == nil, "\(text.prefix(20))")
    }
  }

  @Test("what no sensor of a kind can say is not accepted")
  func plausibility() {
    for value in [-128, -60.001, 127, 200.001, 255, -273.15] {
      #expect(!SensorKind.temperature.accepts(value))
    }
    for value in [-60, 0, 126.9, 127.125, 200] { #expect(SensorKind.temperature.accepts(value)) }
    #expect(!SensorKind.fan.accepts(65535) && !SensorKind.fan.accepts(-1))
    #expect(SensorKind.fan.accepts(60000) && SensorKind.fan.accepts(0))
    #expect(!SensorKind.humidity.accepts(100.1) && SensorKind.humidity.accepts(100))
    #expect(!SensorKind.voltage.accepts(1_000_001) && SensorKind.voltage.accepts(-12))
    #expect(!SensorKind.power.accepts(.nan) && !SensorKind.current.accepts(.infinity))
  }

  @Test("what an NVMe drive says where it has no limit is no limit")
  func limits() {
    #expect(!SensorKind.temperature.acceptsLimit(65261.85))
    #expect(!SensorKind.temperature.acceptsLimit(-273.15))
    #expect(SensorKind.temperature.acceptsLimit(-128) && SensorKind.temperature.acceptsLimit(255))
  }

  @Test("links are followed by their text and never leave the root")
  func paths() {
    #expect(
      SysfsPath.joined("class/hwmon", "../../devices/platform/x") == "devices/platform/x")
    #expect(SysfsPath.joined("class", "../../../../etc") == "etc")
    #expect(SysfsPath.joined("a/b", "./c//d/") == "a/b/c/d")
    #expect(SysfsPath.belowDevices("devices/platform/coretemp.0") == "platform/coretemp.0")
  }
}
