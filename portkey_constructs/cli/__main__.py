from portkey_constructs.cli import main

main()
