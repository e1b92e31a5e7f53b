/// The codes of countries.
///
/// Source: ISO 3166-1. Those of the table of intensities stand there, with Kosovo's, which the standard leaves to
/// its users; here stand the others.
enum CountryCode {
  /// Two letters and three of each country and territory without an intensity of its own.
  private static let untabled = """
    AD AND AI AIA AQ ATA AX ALA BL BLM BM BMU BQ BES BV BVT CC CCK CW CUW CX CXR EH ESH FM FSM GG GGY GI GIB GS SGS \
    HM HMD IM IMN IO IOT JE JEY LI LIE MC MCO MF MAF MH MHL MP MNP NF NFK NU NIU PN PCN PW PLW SH SHN SJ SJM SM SMR \
    SX SXM TF ATF TK TKL TL TLS TV TUV UM UMI VA VAT WF WLF YT MYT
    """

  /// The two letters of a country by these or its three, in capitals; nil where no country has them.
  static func alpha2(_ code: String) -> String? {
    if let row = GridTables.country(code) { return row.alpha2 ?? row.code }
    let codes = untabled.split(separator: " ")
    guard let place = codes.firstIndex(where: { $0 == code }) else { return nil }
    return String(codes[place - place % 2])
  }

  /// What is meant by letters that many take for a country's.
  static func meant(by code: String) -> String? {
    ["UK": "GB", "EL": "GR"][code]
  }
}
