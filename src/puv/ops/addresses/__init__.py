"""What requirements give by address: repositories, remote files, wheels and source archives."""
