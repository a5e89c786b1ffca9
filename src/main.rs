fn main() -> std::process::ExitCode {
    deals::run()
}
