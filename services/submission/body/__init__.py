"""党派团体、界别、专委会: bodies that file and book collectively, through their authorised officers."""
